#ifndef MNIST_NETWORK_H_
#define MNIST_NETWORK_H_

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

#include "mnist/safetensors.h"

namespace mnist {

/// A network with one hidden layer of rectified linear units:
/// scores = output_weight * max(0, hidden_weight * image + hidden_bias) + output_bias.
///
/// Weights are stored input by input: a row has the weights of one input towards every unit.
struct Network {
  std::size_t inputs = 0;
  std::size_t hidden = 0;
  std::size_t classes = 0;
  std::vector<float> hidden_weight;  ///< inputs x hidden
  std::vector<float> hidden_bias;    ///< hidden
  std::vector<float> output_weight;  ///< hidden x classes
  std::vector<float> output_bias;    ///< classes

  /// How many numbers it has.
  std::size_t size() const;
};

/// A network of this shape, all zero.
Network ZeroNetwork(std::size_t inputs, std::size_t hidden, std::size_t classes);

/// Finds the network in the tensors of a model file; its sizes follow from their shapes.
///
/// `name` is what errors call the file. Throws DataError when a tensor is missing or does not fit.
Network NetworkOf(std::string_view name, const Tensors& tensors);

/// The inverse of NetworkOf.
Tensors TensorsOf(const Network& network);

/// An image as the network takes it: pixels from 0 to 1.
std::vector<float> InputsOf(std::span<const std::uint8_t> image);

/// The index of the greatest score; the first one of equals.
std::size_t BestOf(std::span<const float> scores);

}  // namespace mnist

#endif  // MNIST_NETWORK_H_
