// Counts the error pages that visitors are shown, for the agent to ask. Runs in njs.
//
// NGINX asks `isLogged` when it is about to log an answer out of the folder of pages: a count costs nobody else anything,
// needs no file, and outlives a reload. A count is `SERVICE STATUS SET/PAGE`.

const PAGE = /^\/\.dozor\/pages\/([A-Za-z0-9._-]+)\/([a-z0-9]+)\./;
const MOST = 2000;

// Counts one page, and returns whether the access log has its request, as it has others of this server.
function isLogged(r) {
    const found = PAGE.exec(r.variables.uri);
    if (found !== null) {
        const name = [r.variables.dozor_service, r.variables.status, found[1] + '/' + found[2]].join(' ');
        try {
            ngx.shared.dozor_pages.incr(name, 1, 0);
        } catch (e) {
            // No room for one more name: those that are known go on.
        }
    }
    return r.variables.dozor_counted === '0' ? '0' : '1';
}

function counts() {
    const found = {};
    ngx.shared.dozor_pages.items(MOST).forEach(function (item) { found[item[0]] = item[1]; });
    return found;
}

export default { counts, isLogged };
