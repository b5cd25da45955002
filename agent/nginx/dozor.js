// What NGINX asks on every request, and what the agent tells it. Runs in njs (ES5 and a little more), which runs what
// stands outside of functions anew for every request: so little of it does.

import address from 'address.js';
import challenge from 'challenge.js';
import holding from 'holding.js';
import shown from 'shown.js';

// The verdict about a request: an allowance wins over a ban, a ban over a challenge, a challenge over a limit.
// `passed` stands for a client with a valid pass; a limit holds for it too.
function held(r) {
    const found = holding.about(r);
    if (found & holding.BIT.allow) {
        return '';
    }
    if (found & holding.BIT.ban) {
        return 'ban';
    }
    const hasPassed = challenge.hasPassed(r);
    if (found & holding.BIT.challenge && !hasPassed) {
        return challenge.isPossible() ? 'challenge' : 'limit';
    }
    if (found & holding.BIT.limit) {
        return hasPassed ? 'limit passed' : 'limit';
    }
    return hasPassed ? 'passed' : '';
}

function answer(r, status, body) {
    r.headersOut['Content-Type'] = 'application/json';
    r.return(status, JSON.stringify(body) + '\n');
}

function state(isCounted) {
    return Object.assign(holding.state(ngx.shared.dozor_held, isCounted), { key_id: challenge.keyId() });
}

// GET: what is held. POST: see holding.change; `key`, where there is one, signs challenges from now on.
function control(r) {
    if (r.method === 'GET') {
        return answer(r, 200, state(r.args.count === '1'));
    }
    if (r.method !== 'POST') {
        return answer(r, 405, { error: 'GET or POST' });
    }
    try {
        const body = JSON.parse(r.requestText);
        if (body.key) {
            challenge.setKey(body.key);
        }
        const errors = holding.change(ngx.shared.dozor_held, body);
        answer(r, 200, Object.assign(state(body.count === true), { errors: errors }));
    } catch (e) {
        answer(r, 400, { error: e.message });
    }
}

// What NGINX counts of its connections. `connection` is the number of this one: those to members count as well. The
// others are of ngx_http_stub_status_module, and missing where NGINX was built without it.
function status(r) {
    const counts = { connection: Number(r.variables.connection) };
    ['active', 'reading', 'writing', 'waiting'].forEach(function (name) {
        const count = r.variables['connections_' + name];
        if (count !== undefined) {
            counts[name] = Number(count);
        }
    });
    answer(r, 200, counts);
}

function pages(r) {
    answer(r, 200, shown.counts());
}

export default {
    control, held, pages, status, source: address.source, challenge: challenge.answer, isPageLogged: shown.isLogged,
};
