"""Rules to begin with: narrow, and milder than what the ladder does to who does real harm."""

from typing import Final

TEMPLATES: Final = {
    "scanners": "when agent is scanner and signature_paths_600s >= 2 then ban for 1h",
    "logins": "when logins_600s > 20 and users_600s < 4 then challenge for 30m",
    "probing": "when not_found_paths_600s > 30 and client_error_share > 0.8 then limit for 30m",
}
