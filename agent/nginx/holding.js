// What holds for the sources of this node, in the shared dictionary.
//
// It maps a source or a range to entries `verdict@until@service`, joined by commas; `service` is empty for all, with
// `%`, `,` and `@` in it percent-encoded, `until` a Unix second. RANGES_4 and RANGES_6 name how long the prefixes of the ranges are that it holds, longest first,
// so that a request costs one look for each length. MARK names the agent's last push.

import address from 'address.js';

const MARK = '!mark';
const RANGES_4 = '!ranges4';
const RANGES_6 = '!ranges6';
const LONGEST_TTL_MS = 10 * 365 * 86400 * 1000;
const BIT = { allow: 1, ban: 2, challenge: 4, limit: 8 };

function verdicts(entries, service, now) {
    let found = 0;
    entries.split(',').forEach(function (entry) {
        const parts = entry.split('@');
        if (Number(parts[1]) > now && (parts[2] === '' || parts[2] === service)) {
            found |= BIT[parts[0]];
        }
    });
    return found;
}

function encoded(service) {
    return service.replace(/[%,@]/g, function (sign) { return '%' + sign.charCodeAt(0).toString(16).toUpperCase(); });
}

// BITs of all that holds for who asks: for the source, and for the ranges that it lies in.
function about(r) {
    const dict = ngx.shared.dozor_held;
    const source = address.source(r);
    const ranges = dict.get(address.isIPv4(source) ? RANGES_4 : RANGES_6);
    const own = dict.get(source);
    if (own === undefined && !ranges) {
        return 0;
    }
    const now = Date.now() / 1000;
    const service = encoded(r.variables.dozor_service);
    let found = own === undefined ? 0 : verdicts(own, service, now);
    const lengths = ranges ? ranges.split(',') : [];
    for (let i = 0; i < lengths.length; i++) {
        const entries = dict.get(address.range(source, Number(lengths[i])));
        found |= entries === undefined ? 0 : verdicts(entries, service, now);
    }
    return found;
}

function areEntries(text) {
    return /^((allow|ban|challenge|limit)@\d{1,12}@[\x21-\x2b\x2d-\x3f\x41-\x7e]*(,(?!$)|$))+$/.test(text);
}

function areLengths(text) {
    return /^(\d{1,2}(,\d{1,2})*)?$/.test(text);
}

function state(dict, count) {
    const reserved = [MARK, RANGES_4, RANGES_6].filter(function (key) { return dict.has(key); }).length;
    const size = count ? dict.size() - reserved : -1;  // walks through all that it counts
    return { mark: dict.get(MARK) || '', size: size, version: ngx.version || '' };
}

function hold(dict, change) {
    const key = change[0];
    const entries = change[1];
    const ttl = change[2];
    if (typeof key !== 'string' || !address.isName(key)) {
        throw new Error('not a source: ' + String(key).slice(0, 60));
    }
    if (entries === '') {
        dict.delete(key);
    } else if (typeof entries !== 'string' || !areEntries(entries) || !(ttl > 0)) {
        throw new Error('not entries: ' + String(entries).slice(0, 60));
    } else {
        dict.set(key, entries, Math.min(Math.ceil(ttl), LONGEST_TTL_MS));
    }
}

function keep(dict, key, text) {
    try {
        dict.set(key, text, LONGEST_TTL_MS);
    } catch (e) {  // full: what the old text took is room enough
        dict.delete(key);
        dict.set(key, text, LONGEST_TTL_MS);
    }
}

function union(before, told) {
    const had = before === '' ? [] : before.split(',');
    const more = told === '' ? [] : told.split(',').filter(function (each) { return had.indexOf(each) < 0; });
    return had.concat(more).join(',');
}

function setRanges(dict, key, told, isLast) {
    if (typeof told !== 'string' || !areLengths(told)) {
        throw new Error('not lengths of prefixes: ' + String(told).slice(0, 60));
    }
    const before = dict.get(key) || '';
    const wanted = isLast ? told : union(before, told);
    if (wanted !== before) {
        keep(dict, key, wanted);
    }
}

// {"clear": bool, "set": [[name, entries, ttl_ms], ...], "ranges4": "24,16", "ranges6": "48", "mark": string}
// Of several requests that make up one push only the last has a mark, and takes lengths away that no range has.
// Returns [[name, text], ...]: what was not taken, and why.
function change(dict, body) {
    const errors = [];
    if (body.clear === true && dict.size() > 0) {
        dict.clear();
    }
    setRanges(dict, RANGES_4, body.ranges4, false);
    setRanges(dict, RANGES_6, body.ranges6, false);
    body.set.forEach(function (one) {
        try {
            hold(dict, one);
        } catch (e) {
            errors.push([String(one[0]), e.message || 'there is no room for more (zone dozor_held)']);
        }
    });
    if (body.mark) {
        setRanges(dict, RANGES_4, body.ranges4, true);
        setRanges(dict, RANGES_6, body.ranges6, true);
    }
    keep(dict, MARK, String(body.mark).slice(0, 80));
    return errors;
}

export default { BIT, about, change, state };
