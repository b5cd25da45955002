// How the script names who asks. Runs in njs (ES5 and a little more).
//
// A source is an IPv4 address, or the first four groups of an IPv6 address. A range is the source at its beginning,
// a slash, and how many bits its members share: `192.0.2.0/24`, `2001:db8:0:0/48`.

function isName(text) {
    return /^(\d{1,3}(\.\d{1,3}){3}|[0-9a-f]{1,4}(:[0-9a-f]{1,4}){3})(\/\d{1,2})?$/.test(text);
}

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

function isIPv4(name) {
    return name.indexOf(':') < 0;
}

// The range of so many bits that a source lies in.
function range(name, bits) {
    const isV4 = isIPv4(name);
    const groups = name.split(isV4 ? '.' : ':');
    const size = isV4 ? 8 : 16;
    for (let i = 0; i < groups.length; i++) {
        const kept = Math.min(Math.max(bits - i * size, 0), size);
        const masked = parseInt(groups[i], isV4 ? 10 : 16) >> (size - kept) << (size - kept);
        groups[i] = masked.toString(isV4 ? 10 : 16);
    }
    return groups.join(isV4 ? '.' : ':') + '/' + bits;
}

export default { isIPv4, isName, range, source };
