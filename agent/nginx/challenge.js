// The challenge: a page that has the browser work for about half a second, and the pass that it gets for it.
//
// Nothing is kept here. A puzzle `issued.bits.parts.mac` and a pass `until.mac` are signed with the fleet's key for one
// source and one service (both in the mac), so they are good on every node, and nowhere else.
// A puzzle is solved by a number for each of its parts, such that SHA-256 of `mac.part.number` begins with `bits` zeros:
// many small parts take almost the same time every time, one large one would take anything.

import crypt from 'crypto';
import address from 'address.js';
import page from 'page.js';

const PATH = '/.dozor/challenge';
const BITS = 15;
const PARTS = 16;
const PASS_SECONDS = 3600;
const PUZZLE_SECONDS = 300;
const SKEW_SECONDS = 60;  // by so much the clocks of two nodes may differ

function key() {
    return ngx.shared.dozor_key.get('key');
}

function isPossible() {
    return key() !== undefined;
}

// Tells which key it is without telling the key.
function keyId() {
    const held = key();
    return held === undefined ? '' : crypt.createHash('sha256').update('dozor key ' + held).digest('hex').slice(0, 16);
}

function setKey(text) {
    if (typeof text !== 'string' || !/^[0-9a-f]{64}$/.test(text)) {
        throw new Error('not a key');  // and never the key itself
    }
    ngx.shared.dozor_key.set('key', text);
}

function now() {
    return Math.floor(Date.now() / 1000);
}

function sign(r, words) {
    const text = words.concat([address.source(r), r.variables.dozor_service]).join('\n');
    return crypt.createHmac('sha256', key()).update(text).digest('hex').slice(0, 32);
}

function isSame(a, b) {  // in a time that does not tell where they differ
    let difference = a.length ^ b.length;
    for (let i = 0; i < a.length; i++) {
        difference |= a.charCodeAt(i) ^ b.charCodeAt(i);
    }
    return difference === 0;
}

// Over TLS a browser takes a cookie of this name from this very host alone.
function passName(r) {
    return r.variables.https === 'on' ? '__Host-dozor_pass' : 'dozor_pass';
}

function hasPassed(r) {
    const cookie = r.variables['cookie_' + passName(r)];
    const pass = cookie ? /^(\d{10,11})\.([0-9a-f]{32})$/.exec(cookie) : null;
    if (pass === null || !isPossible()) {
        return false;
    }
    const left = Number(pass[1]) - now();
    return left > 0 && left <= PASS_SECONDS + SKEW_SECONDS && isSame(pass[2], sign(r, ['pass', pass[1]]));
}

function newPuzzle(r) {
    const words = [String(now()), String(BITS), String(PARTS)];
    return words.concat([sign(r, ['puzzle'].concat(words))]).join('.');
}

function isSolved(mac, bits, numbers) {
    for (let part = 0; part < numbers.length; part++) {
        const digest = crypt.createHash('sha256').update(mac + '.' + part + '.' + numbers[part]).digest('hex');
        if (parseInt(digest.slice(0, 8), 16) >= Math.pow(2, 32 - bits)) {
            return false;
        }
    }
    return true;
}

// Returns the status that a solution deserves: 204, 400 where it is none, 403 where it is wrong, 410 where it is late.
function judge(r, text) {
    const found = /^(\d{10,11})\.(\d{1,2})\.(\d{1,2})\.([0-9a-f]{32}):(\d{1,9}(,\d{1,9})*)$/.exec(text);
    if (found === null) {
        return 400;
    }
    const words = [found[1], found[2], found[3]];
    const age = now() - Number(found[1]);
    const numbers = found[5].split(',');
    if (!isSame(found[4], sign(r, ['puzzle'].concat(words))) || numbers.length !== Number(found[3])) {
        return 403;
    }
    if (age > PUZZLE_SECONDS || age < -SKEW_SECONDS) {
        return 410;
    }
    return isSolved(found[4], Number(found[2]), numbers) ? 204 : 403;
}

function newPass(r) {
    const until = String(now() + PASS_SECONDS);
    const secure = r.variables.https === 'on' ? '; Secure' : '';
    const value = until + '.' + sign(r, ['pass', until]);
    return passName(r) + '=' + value + '; Path=/; Max-Age=' + PASS_SECONDS + '; HttpOnly; SameSite=Lax' + secure;
}

function take(r) {
    const status = isPossible() ? judge(r, r.requestText || '') : 503;
    if (status === 204) {
        r.headersOut['Set-Cookie'] = [newPass(r)];
    }
    r.return(status, '');
}

function wantsPage(r) {
    const into = r.headersIn['Sec-Fetch-Dest'];
    const isShown = into === undefined || into === 'document' || into === 'iframe' || into === 'frame';
    const mode = r.headersIn['Sec-Fetch-Mode'];
    const isOpened = mode === undefined || mode === 'navigate';
    const isRead = r.method === 'GET' || r.method === 'HEAD';
    return isRead && isShown && isOpened && (r.headersIn.Accept || '').indexOf('text/html') >= 0;
}

// Stands behind PATH, and behind whatever a challenged client asks for. The page posts its solution to PATH, then asks
// there whether its pass has come back (204), and loads itself anew: it is told no address to go to.
function answer(r) {
    const isChallenged = r.variables.dozor_held === 'challenge';
    r.headersOut['Cache-Control'] = 'no-store';
    if (r.method === 'POST' && (!isChallenged || r.variables.request_uri === PATH)) {
        return take(r);
    }
    if (!isChallenged) {
        return r.return(204);
    }
    return wantsPage(r) ? page.show(r, newPuzzle(r)) : r.internalRedirect('@dozor_refused');
}

export default { answer, hasPassed, isPossible, keyId, setKey };
