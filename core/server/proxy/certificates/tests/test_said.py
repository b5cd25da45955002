from core.server.proxy.certificates.looked import Looked
from core.server.proxy.certificates.refused import RefusedCertificate
from core.server.proxy.certificates.refused_files import RefusedFiles
from core.server.proxy.certificates.said import said_of


def test_what_the_core_said_is_known_again_by_its_code():
    away, over = RefusedCertificate.issuer_away(node="one"), RefusedFiles.chain_missing(issuer="CN=Root")
    assert said_of(str(away)) == [away]
    assert said_of(str(over)) == [over]


def test_each_hindrance_that_was_found_before_an_order_is_known_again():
    found = [Looked.reach_nowhere(server="shop.example"), Looked.node_unnamed()]
    assert said_of("; ".join(map(str, found))) == found


def test_words_of_a_node_or_an_authority_stay_words():
    assert said_of(str(RefusedCertificate.issuer_said(node="one", text="acme:error:dns"))) == []
    assert said_of(f"{Looked.node_unnamed()}; something else") == []
    assert said_of("") == []
