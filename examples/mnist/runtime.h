#ifndef MNIST_RUNTIME_H_
#define MNIST_RUNTIME_H_

#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "mnist/network.h"

namespace mnist {

/// What runs a network: the processor, or one day an accelerator.
class Runtime {
 public:
  virtual ~Runtime() = default;

  /// What people call it, such as "cpu".
  virtual std::string_view name() const = 0;

  /// The scores of a batch: `network.inputs` numbers an image in, `network.classes` an image out.
  virtual std::vector<float> Forward(const Network& network, std::span<const float> images) = 0;
};

/// The processor; always there.
std::unique_ptr<Runtime> MakeCpuRuntime();

}  // namespace mnist

#endif  // MNIST_RUNTIME_H_
