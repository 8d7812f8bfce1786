#ifndef MNIST_DENSE_H_
#define MNIST_DENSE_H_

#include <span>

namespace mnist {

/// outputs = bias + inputs * weight, where weight has one row of outputs for each input.
///
/// Sums run in one fixed order, so that the result is the same on every machine. Inputs that are
/// zero, most of an image, cost nothing.
void Dense(std::span<const float> inputs, std::span<const float> weight,
           std::span<const float> bias, std::span<float> outputs);

/// Replaces negative numbers by zero.
void Rectify(std::span<float> values);

}  // namespace mnist

#endif  // MNIST_DENSE_H_
