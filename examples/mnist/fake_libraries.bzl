"""Stand-ins for accelerators' libraries: what each is made of, and how it behaves."""

def _fake(source, *defines):
    return struct(defines = defines, source = source)

FAKE_LIBRARIES = {
    "cudart_broken": _fake("fake_cudart", "FAKE_LAUNCH_STATUS=7"),
    "cudart_device": _fake("fake_cudart"),
    "cudart_no_device": _fake("fake_cudart", "FAKE_COUNT=0"),
    "cudart_no_driver": _fake("fake_cudart", "FAKE_COUNT_STATUS=35"),
    "cudart_old": _fake("fake_cudart", "FAKE_WITHOUT_LIBRARIES"),
    "hip_device": _fake("fake_hip", "FAKE_COUNT=2"),
    "hip_no_device": _fake("fake_hip", "FAKE_COUNT_STATUS=100"),
    "tpu": _fake("fake_tpu"),
    "tpu_no_api": _fake("fake_tpu", "FAKE_NO_API"),
}
