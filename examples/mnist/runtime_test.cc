#include "mnist/runtime.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "mnist/check.h"

namespace {

namespace fs = std::filesystem;

/// A library in the runfiles: which stand-in, and as what.
struct Library {
  std::string fake;
  std::string runtime;
  std::string name;
};

/// Puts libraries where a program has its runtimes, and computes.
mnist::Outcome ForwardWith(const std::vector<Library>& libraries) {
  static int round = 0;
  const fs::path root = fs::path(std::getenv("TEST_TMPDIR")) / std::to_string(round++);
  for (const Library& library : libraries) {
    const fs::path directory = root / "rt_runtimes" / library.runtime / "lib";
    fs::create_directories(directory);
    if (library.fake.empty()) {
      std::ofstream(directory / library.name) << "not a library";
    } else {
      fs::copy_file("mnist/" + library.fake + ".so", directory / library.name);
    }
  }
  setenv("RUNFILES_DIR", root.c_str(), 1);
  mnist::Network network = mnist::ZeroNetwork(2, 2, 3);
  network.hidden_weight = {1, -1, 1, 1};
  network.hidden_bias = {0, 0.5};
  network.output_weight = {1, 0, 2, 0, 1, 3};
  network.output_bias = {0, 0, -1};
  const std::vector<float> images = {1, 2, 3, 0};
  mnist::Outcome outcome = mnist::ForwardOnBest(network, images);
  CHECK((outcome.scores == std::vector<float>{3, 1.5, 9.5, 3, 0, 5}));
  return outcome;
}

const char kCudart[] = "libcudart.so.13";

/// A library that cannot be used leaves the work to the processor, and one line that says why.
void CheckRefused(const Library& library, const std::string& why) {
  const mnist::Outcome outcome = ForwardWith({library});
  CHECK(outcome.runtime == "cpu");
  CHECK(outcome.notes.size() == 1);
  if (outcome.notes[0] != library.runtime + ": " + why) {
    std::fprintf(stderr, "%s\n", outcome.notes[0].c_str());
    CHECK(false);
  }
}

void RunsOnTheProcessorWithoutAWord() {
  const mnist::Outcome outcome = ForwardWith({});
  CHECK(outcome.runtime == "cpu");
  CHECK(outcome.notes.empty());
}

void RunsOnCuda() {
  const mnist::Outcome outcome = ForwardWith({{"cudart_device", "cuda", kCudart}});
  CHECK(outcome.runtime == "cuda (sm_75)");
  CHECK(outcome.notes.empty());
  CHECK(ForwardWith({{"cudart_device", "cuda", "libcudart.so.12"}}).runtime == "cuda (sm_75)");
}

void SaysWhyNotCuda() {
  CheckRefused({"cudart_no_driver", "cuda", kCudart},
               "there is no device: cudaGetDeviceCount failed: cudaErrorInsufficientDriver (35)");
  CheckRefused({"cudart_no_device", "cuda", kCudart}, "there is no device");
  CheckRefused({"cudart_broken", "cuda", kCudart},
               "cudaLaunchKernel failed: cudaErrorOther (7)");
  CheckRefused({"cudart_old", "cuda", kCudart},
               "libcudart.so.13 has no function cudaLibraryLoadData");
}

void SurvivesALibraryThatIsNone() {
  const mnist::Outcome outcome = ForwardWith({{"", "cuda", kCudart}});
  CHECK(outcome.runtime == "cpu");
  CHECK(outcome.notes.size() == 1);
}

void SaysWhyNotRocm() {
  CheckRefused({"hip_no_device", "rocm", "libamdhip64.so.6"},
               "there is no device: hipGetDeviceCount failed: hipErrorNoDevice (100)");
  CheckRefused({"hip_device", "rocm", "libamdhip64.so.5"},
               "there are 2 devices, and this example has no kernels for them");
}

void SaysWhyNotTpu() {
  CheckRefused({"tpu", "tpu", "libtpu.so"}, "there is no device; libtpu has PJRT API 0.116");
  CheckRefused({"tpu_no_api", "tpu", "libtpu.so"}, "libtpu.so has no PJRT API");
  CHECK(std::getenv("TPU_SKIP_MDS_QUERY") != nullptr);
}

void TakesTheBestThatWorks() {
  const mnist::Outcome outcome = ForwardWith({{"tpu", "tpu", "libtpu.so"},
                                              {"cudart_device", "cuda", kCudart},
                                              {"hip_device", "rocm", "libamdhip64.so.6"}});
  CHECK(outcome.runtime == "cuda (sm_75)");
  CHECK(outcome.notes.size() == 1);
}

}  // namespace

int main() {
  RunsOnTheProcessorWithoutAWord();
  RunsOnCuda();
  SaysWhyNotCuda();
  SurvivesALibraryThatIsNone();
  SaysWhyNotRocm();
  SaysWhyNotTpu();
  TakesTheBestThatWorks();
}
