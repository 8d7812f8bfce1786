#ifndef MNIST_RUNTIME_H_
#define MNIST_RUNTIME_H_

#include <memory>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include "mnist/network.h"

namespace mnist {

/// What runs a network: the processor, or an accelerator.
class Runtime {
 public:
  virtual ~Runtime() = default;

  /// What people call it, such as "cpu" or "cuda (sm_90)".
  virtual std::string name() const = 0;

  /// The scores of a batch: `network.inputs` numbers an image in, `network.classes` an image out.
  ///
  /// Every runtime gives the same numbers. Throws RuntimeUnavailable when the accelerator fails.
  virtual std::vector<float> Forward(const Network& network, std::span<const float> images) = 0;
};

/// Why a runtime that is there cannot be used; what() is one line for the user.
class RuntimeUnavailable : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// The processor; always there.
std::unique_ptr<Runtime> MakeCpuRuntime();

/// A GPU, by the CUDA runtime library alone.
///
/// Null where the library is not there at all. Throws RuntimeUnavailable where it is and cannot be used.
std::unique_ptr<Runtime> MakeCudaRuntime();

/// A TPU: looks what libtpu is, and whether there is a device. Nothing here computes on one yet.
///
/// As MakeCudaRuntime, and never more than that: it is null or throws.
std::unique_ptr<Runtime> MakeTpuRuntime();

/// An AMD GPU: asks HIP for devices. Nothing here computes on one yet.
///
/// As MakeCudaRuntime, and never more than that: it is null or throws.
std::unique_ptr<Runtime> MakeRocmRuntime();

/// The scores of a batch, and how they came about.
struct Outcome {
  std::vector<float> scores;
  /// The runtime that computed them.
  std::string runtime;
  /// Why better ones did not, a line each.
  std::vector<std::string> notes;
};

/// Computes on the best runtime that is there and works: TPU, CUDA, ROCm, processor.
Outcome ForwardOnBest(const Network& network, std::span<const float> images);

}  // namespace mnist

#endif  // MNIST_RUNTIME_H_
