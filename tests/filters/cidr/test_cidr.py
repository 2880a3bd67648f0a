"""Filter `cidr`: where it takes addresses and networks from, and what it refuses."""

import pytest

from pipeline.errors import ConfigError
from pipeline.filters.cidr import CidrFilter
from pipeline.plugin import Context
from pipeline.testing import config_warnings, run_filter

TEN = 'network => ["10.0.0.0/8"]'

# what it shows: (options, event, whether it matches)
CASES = {
    "inside": (f'address => ["%{{ip}}"] {TEN}', {"ip": "10.1.2.3"}, True),
    "outside": (f'address => ["%{{ip}}"] {TEN}', {"ip": "11.1.2.3"}, False),
    "no address": (f'address => ["%{{ip}}"] {TEN}', {"ip": "x"}, False),
    "a missing field": (f'address => ["%{{ip}}"] {TEN}', {}, False),
    "any of the addresses": (f'address => ["%{{a}}", "%{{b}}"] {TEN}', {"a": "x", "b": "10.0.0.1"}, True),
    "a list of one prints as its element": (f'address => ["%{{ip}}"] {TEN}', {"ip": ["10.0.0.1"]}, True),
    "a list of two prints with a comma": (f'address => ["%{{ip}}"] {TEN}', {"ip": ["10.0.0.1", "10.0.0.2"]}, False),
    "a fixed address": (f'address => "10.0.0.1" {TEN}', {}, True),
    "a field": (f'address_field => "[host][ip]" {TEN}', {"host": {"ip": "10.0.0.1"}}, True),
    "any in a field": (f'address_field => "[host][ip]" {TEN}', {"host": {"ip": [None, 5, "::1", "10.0.0.1"]}}, True),
    "a field with a number": (f'address_field => "ip" {TEN}', {"ip": 10}, False),
    "any of the networks": ('address => ["10.0.0.1"] network => ["::/0", "10.0.0.0/8"]', {}, True),
    "networks with commas": ('address => ["10.0.0.1"] network => ["::/0, 10.0.0.0/8 ,x"]', {}, True),
    "a network of the event": ('address => ["10.0.0.1"] network => ["::/0", "%{net}"]', {"net": "10.0.0.0/8"}, True),
    "networks of the event": ('address => ["10.0.0.1"] network => ["%{net}"]', {"net": ["::/0", "10.0.0.0/8"]}, True),
    "no network of the event": ('address => ["10.0.0.1"] network => ["%{net}"]', {"net": "x"}, False),
    "no networks": ('address => ["10.0.0.1"]', {}, False),
    "no addresses": (TEN, {}, False),
}


@pytest.mark.parametrize(("options", "event", "matches"), CASES.values(), ids=CASES)
def test_case(options, event, matches):
    found = run_filter(f'cidr {{ {options} add_tag => ["in"] }}', event)
    assert found == ({**event, "tags": ["in"]} if matches else event)


class Clock:
    """Seconds that a test sets."""

    now = 0

    def __call__(self):
        return self.now * 1_000_000_000


def test_a_file_is_read_again(tmp_path):
    path, clock = tmp_path / "networks", Clock()
    path.write_text("10.0.0.0/8\r\n\n# ours\n 192.0.2.0/24\n")
    context = Context(clock=clock)
    step = CidrFilter(context, address="%{ip}", network_path=str(path), refresh_interval=60).compile()
    assert step({"ip": "10.0.0.1"})
    assert step({"ip": "192.0.2.1"})
    path.write_text("::/0")
    clock.now = 59
    assert step({"ip": "10.0.0.1"})
    clock.now = 60
    assert not step({"ip": "10.0.0.1"})
    assert step({"ip": "::1"})
    path.unlink()
    clock.now = 200
    assert step({"ip": "::1"})


def test_another_separator(tmp_path):
    path = tmp_path / "networks"
    path.write_text("10.0.0.0/8;192.0.2.0/24")
    config = f'cidr {{ address => "%{{ip}}" network_path => "{path}" separator => ";" add_tag => ["in"] }}'
    assert run_filter(config, {"ip": "192.0.2.1"}) == {"ip": "192.0.2.1", "tags": ["in"]}


REFUSED = {
    'network => ["::1"] network_path => "/x"': 'expected one of the options "network" and "network_path", got both',
    'address => ["::1"] address_field => "x"': 'expected one of the options "address" and "address_field", got both',
    'address => ["%{[a}"]': 'option "address": ',
    'network => ["%{[a}"]': 'option "network": ',
    'separator => ""': 'option "separator": expected at least one character',
    'network_path => "/does/not/exist"': 'option "network_path": the file can\'t be read',
}


@pytest.mark.parametrize(("options", "message"), REFUSED.items(), ids=REFUSED)
def test_refused(options, message):
    with pytest.raises(ConfigError) as refused:
        run_filter(f"cidr {{ {options} }}", {})
    assert message in str(refused.value)


def warnings(options):
    return [warning.message for warning in config_warnings(f"filter {{ cidr {{ {options} }} }}")]


def test_warnings(tmp_path):
    assert warnings(f'address => "%{{ip}}" {TEN}') == []
    assert "nothing matches" in warnings(TEN)[0]
    assert "nothing matches" in warnings('address => "::1"')[0]
    assert 'got "x"' in warnings('address => "::1" network => ["10.0.0.0/8", "::/0,x"]')[0]
    assert "can't be read" in warnings('address => "::1" network_path => "/does/not/exist"')[0]
    (tmp_path / "networks").write_text("::1\nx y\nz")
    (found,) = warnings(f'address => "::1" network_path => "{tmp_path}/networks"')
    assert '2 of its entries are no networks, the first is "x y"' in found
