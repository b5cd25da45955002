from agent.host.identity import host_facts
from agent.host.machine import LOOKS
from agent.host.machine import Machine as Told
from agent.host.roots import Roots
from agent.metrics.sheet import Sheet


def test_the_core_is_told_who_the_machine_is():
    told = Told(Roots(), Sheet()).inventory()
    assert told.host == host_facts(Roots())
    assert told.troubles == {}


def test_the_facts_are_looked_at_anew_once_in_a_while(machine):
    machine.write("root/etc/hostname", "one\n")
    told = Told(machine.roots, Sheet())
    assert told.inventory().host.hostname == "one"
    machine.write("root/etc/hostname", "two\n")
    names = [told.inventory().host.hostname for _ in range(LOOKS)]
    assert (names[0], names[-1]) == ("one", "two")


def test_what_cannot_be_measured_and_what_is_left_out_are_told(machine):
    sheet = Sheet()
    sheet.troubles = {"disks": "ValueError: x", "cpu": "OSError: y"}
    sheet.left_out = 7
    told = Told(machine.roots, sheet).inventory()
    assert told.troubles == {"metrics": "cpu: OSError: y; disks: ValueError: x"}
    assert told.series_left_out == 7
