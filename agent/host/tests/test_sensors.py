from agent.host.sensors import MOST_SENSORS, SensorsGauge, temperatures


def test_temperatures_have_the_names_of_chip_and_label(machine):
    machine.write("sys/class/hwmon/hwmon0/name", "coretemp\n")
    machine.write("sys/class/hwmon/hwmon0/temp1_input", "45500\n")
    machine.write("sys/class/hwmon/hwmon0/temp1_label", "Core 0\n")
    machine.write("sys/class/hwmon/hwmon0/fan1_input", "1200\n")
    machine.write("sys/class/hwmon/hwmon1/name", "nvme\n")
    machine.write("sys/class/hwmon/hwmon1/temp1_input", "-3000\n")
    machine.write("sys/class/thermal/thermal_zone0/temp", "99000\n")
    assert temperatures(machine.roots) == {"coretemp Core 0": 45.5, "nvme": -3.0}


def test_without_chips_there_are_zones(machine):
    machine.write("sys/class/thermal/thermal_zone0/type", "x86_pkg_temp\n")
    machine.write("sys/class/thermal/thermal_zone0/temp", "51000\n")
    machine.write("sys/class/thermal/cooling_device0/type", "Fan\n")
    assert temperatures(machine.roots) == {"x86_pkg_temp": 51.0}


def test_sensors_of_the_same_name_are_numbered(machine):
    for number in range(3):
        machine.write(f"sys/class/hwmon/hwmon{number}/name", "drivetemp\n")
        machine.write(f"sys/class/hwmon/hwmon{number}/temp1_input", f"{number}000\n")
    assert temperatures(machine.roots) == {"drivetemp": 0.0, "drivetemp 2": 1.0, "drivetemp 3": 2.0}


def test_what_is_no_temperature_is_left_out(machine):
    for number, said in enumerate(["", "hot", "99999999", "-999999", "1.5", "\0"]):
        machine.write(f"sys/class/hwmon/hwmon0/temp{number}_input", said)
    assert temperatures(machine.roots) == {}


def test_sensors_are_bounded(machine):
    for number in range(200):
        machine.write(f"sys/class/hwmon/hwmon0/temp{number}_input", "1000")
    assert len(temperatures(machine.roots)) == MOST_SENSORS


def test_the_gauge_tells_what_was_seen_aside(machine, values):
    machine.write("sys/class/hwmon/hwmon0/name", "chip")
    machine.write("sys/class/hwmon/hwmon0/temp1_input", "1000")
    gauge = SensorsGauge(machine.roots)
    values(gauge, 0.0)
    assert gauge._aside.wait(60)
    assert values(gauge, 1.0) == {"chip temperature_celsius": 1.0}
