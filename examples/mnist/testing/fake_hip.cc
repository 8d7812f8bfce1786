// A stand-in for libamdhip64. FAKE_COUNT_STATUS: what hipGetDeviceCount answers; FAKE_COUNT: how many devices.

#ifndef FAKE_COUNT_STATUS
#define FAKE_COUNT_STATUS 0
#endif
#ifndef FAKE_COUNT
#define FAKE_COUNT 0
#endif

extern "C" {

int hipGetDeviceCount(int* count) {
  *count = FAKE_COUNT;
  return FAKE_COUNT_STATUS;
}

const char* hipGetErrorName(int) { return "hipErrorNoDevice"; }
}
