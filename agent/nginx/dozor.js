// What NGINX asks on every request, and what the agent tells it. Runs in njs (ES5 and a little more).
//
// The shared dictionary maps a source to what holds for it: entries `verdict@until@service`, joined
// by commas, the strictest first; `service` is empty for all, `until` a Unix second. A source is
// an IPv4 address or the first four groups of an IPv6 address. MARK names the agent's last push.

const MARK = '!mark';
const SOURCE = /^(\d{1,3}(\.\d{1,3}){3}|[0-9a-f]{1,4}(:[0-9a-f]{1,4}){3})$/;
const ENTRIES = /^(ban|limit)@\d{1,12}@[\x21-\x2b\x2d-\x3f\x41-\x7e]*(,(ban|limit)@\d{1,12}@[\x21-\x2b\x2d-\x3f\x41-\x7e]*)*$/;
const LONGEST_TTL_MS = 10 * 365 * 86400 * 1000;

function prefix64(address) {
    if (address.indexOf('.') >= 0) {  // IPv4 mapped into IPv6
        return address.slice(address.lastIndexOf(':') + 1);
    }
    const halves = address.split('::');
    const groups = halves[0] === '' ? [] : halves[0].split(':');
    if (halves.length === 2) {
        const right = halves[1] === '' ? 0 : halves[1].split(':').length;
        for (let i = groups.length + right; i < 8; i++) {
            groups.push('0');
        }
        if (right > 0 && groups.length < 4) {
            groups.push.apply(groups, halves[1].split(':'));
        }
    }
    return groups.slice(0, 4).join(':');
}

function source(r) {
    const address = r.remoteAddress;
    return address.indexOf(':') < 0 ? address : prefix64(address);
}

function held(r) {
    const entries = ngx.shared.dozor.get(source(r));
    return entries === undefined ? '' : strictest(entries.split(','), r);
}

function strictest(entries, r) {
    const now = Date.now() / 1000;
    for (let i = 0; i < entries.length; i++) {
        const parts = entries[i].split('@');
        if (Number(parts[1]) > now && (parts[2] === '' || parts[2] === r.variables.server_name)) {
            return parts[0];
        }
    }
    return '';
}

function answer(r, status, body) {
    r.headersOut['Content-Type'] = 'application/json';
    r.return(status, JSON.stringify(body) + '\n');
}

function state(dict, count) {
    const size = count ? dict.size() : -1;  // walks through all that it counts
    return { mark: dict.get(MARK) || '', size: size, version: ngx.version || '' };
}

function hold(dict, change) {
    const key = change[0];
    const entries = change[1];
    const ttl = change[2];
    if (typeof key !== 'string' || !SOURCE.test(key)) {
        throw new Error('not a source: ' + String(key).slice(0, 60));
    }
    if (entries === '') {
        dict.delete(key);
    } else if (typeof entries !== 'string' || !ENTRIES.test(entries) || !(ttl > 0)) {
        throw new Error('not entries: ' + String(entries).slice(0, 60));
    } else {
        dict.set(key, entries, Math.min(Math.ceil(ttl), LONGEST_TTL_MS));
    }
}

// {"clear": bool, "set": [[source, entries, ttl_ms], ...], "mark": string, "count": bool}
// -> {"errors": [[source, text], ...], "mark": string, "size": number, "version": string}
function change(dict, body) {
    const errors = [];
    if (body.clear === true && dict.size() > 0) {
        dict.clear();
    }
    body.set.forEach(function (one) {
        try {
            hold(dict, one);
        } catch (e) {
            errors.push([one[0], e.message]);
        }
    });
    dict.set(MARK, String(body.mark).slice(0, 80), LONGEST_TTL_MS);
    return errors;
}

function control(r) {
    const dict = ngx.shared.dozor;
    if (r.method === 'GET') {
        return answer(r, 200, state(dict, r.args.count === '1'));
    }
    if (r.method !== 'POST') {
        return answer(r, 405, { error: 'GET or POST' });
    }
    try {
        const body = JSON.parse(r.requestText);
        const errors = change(dict, body);
        answer(r, 200, Object.assign(state(dict, body.count === true), { errors: errors }));
    } catch (e) {
        answer(r, 400, { error: e.message });
    }
}

export default { control, held, source };
