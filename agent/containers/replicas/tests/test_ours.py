"""Whose a container is."""

import pytest

from agent.containers.replicas.ours import Group, fault_of, replicas_in, taken_numbers
from agent.containers.replicas.tests.told import OURS, container
from agent.contract.proxy import Replicas


def test_a_replica_is_known_by_labels_that_agree_with_its_name():
    (found,) = replicas_in([container()])
    assert (found.group, found.number, found.spec, found.name) == (Group("shop", "web"), 2, "ab", "web-r2")


@pytest.mark.parametrize(
    "other",
    [
        container("/web-r3"),
        container("/web"),
        container("/web-r2.dozor-before-0123456789ab"),
        *(container(labels={name: value for name, value in OURS.items() if name != without}) for without in OURS),
        container("/web-r02", labels=OURS | {"dozor.replica": "02"}),
        container("/web-r-1", labels=OURS | {"dozor.replica": "-1"}),
        container("/web-rx", labels=OURS | {"dozor.replica": "x"}),
        container("/web-r\u0662", labels=OURS | {"dozor.replica": "\u0662"}),
        container(labels=None),
    ],
)
def test_what_only_looks_like_a_replica_is_a_persons(other):
    assert list(replicas_in([other])) == []


def test_numbers_are_taken_by_whoever_has_the_name():
    there = [container("/web-r1", None), container("/web-r7"), container("/webx-r3"), container("/web-rx")]
    assert taken_numbers("web", there) == {1, 7}


@pytest.mark.parametrize(("template", "port"), [("", 80), ("a b", 80), ("../x", 80), ("-x", 80), ("w" * 300, 80)])
def test_a_template_that_is_no_container_has_no_replicas(template, port):
    assert fault_of(Replicas(service="s", upstream="s", template=template, port=port, wanted=1))
