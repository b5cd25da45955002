// The challenge's page in the words of whom it meets. Its text is challenge.html. What to do without scripts stands
// there until a script hides it, as scripts may also be kept from running by what <noscript> does not know of.

import html from 'challenge_html.js';

function english() {
    return {
        lang: 'en',
        title: 'Checking your browser',
        wait: 'This takes about a second. The page will open by itself.',
        late: 'The check took too long or did not work. Please try again.',
        cookies: 'The check is done, but this browser does not keep the cookie that remembers it. Allow cookies for this site, then try again.',
        again: 'Try again',
        without: 'This site is checking that visitors use a browser. The check needs JavaScript: turn it on for this site and reload the page. If you cannot, write to the owner of the site.',
        why: 'Unusual traffic came from your network. The check is done on your device; nothing about you is collected.',
    };
}

function russian() {
    return {
        lang: 'ru',
        title: 'Проверяем браузер',
        wait: 'Это займёт около секунды. Страница откроется сама.',
        late: 'Проверка заняла слишком много времени или не удалась. Попробуйте ещё раз.',
        cookies: 'Проверка пройдена, но браузер не сохраняет cookie, в котором это записано. Разрешите cookie для этого сайта и попробуйте ещё раз.',
        again: 'Попробовать ещё раз',
        without: 'Сайт проверяет, что его открывают в браузере. Для проверки нужен JavaScript: включите его для этого сайта и обновите страницу. Если это невозможно, напишите владельцу сайта.',
        why: 'Из вашей сети пришли необычные запросы. Проверка идёт на вашем устройстве, данные о вас не собираются.',
    };
}

// How much a language is wanted, by Accept-Language: 0 to 1.
function quality(accepted, lang) {
    let best = 0;
    accepted.split(',').forEach(function (each) {
        const parts = each.trim().toLowerCase().split(';');
        const weight = /^\s*q=([01](\.\d{0,3})?)\s*$/.exec(parts[1] || 'q=1');
        if ((parts[0] === lang || parts[0].indexOf(lang + '-') === 0) && weight !== null) {
            best = Math.max(best, Number(weight[1]));
        }
    });
    return best;
}

function wordsFor(r) {
    const accepted = (r.headersIn['Accept-Language'] || '').slice(0, 200);
    return quality(accepted, 'ru') > quality(accepted, 'en') ? russian() : english();
}

function newNonce() {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    return Buffer.from(bytes.buffer).toString('hex');
}

function policy(nonce) {
    return "default-src 'none'; script-src 'nonce-" + nonce + "'; style-src 'nonce-" + nonce + "'; connect-src 'self'; "
        + "img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";
}

// 403, as the answer is a refusal until the work is done: browsers show its body, caches and crawlers keep nothing
// of it, and monitors do not take the site for down as they would with a 503.
function show(r, puzzle) {
    const nonce = newNonce();
    const values = Object.assign({ nonce: nonce, puzzle: puzzle }, wordsFor(r));
    r.headersOut['Content-Type'] = 'text/html; charset=utf-8';
    r.headersOut['Content-Security-Policy'] = policy(nonce);
    r.headersOut['Referrer-Policy'] = 'same-origin';
    r.headersOut['X-Content-Type-Options'] = 'nosniff';
    r.headersOut['X-Robots-Tag'] = 'noindex';
    r.return(403, html.replace(/\{\{(\w+)\}\}/g, function (_, name) { return values[name]; }));
}

export default { show };
