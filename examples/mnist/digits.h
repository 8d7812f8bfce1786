#ifndef MNIST_DIGITS_H_
#define MNIST_DIGITS_H_

#include <cstddef>
#include <cstdint>

#include "mnist/idx.h"
#include "mnist/random.h"

namespace mnist {

/// Images and what is on them, in the same order.
struct Dataset {
  ImageSet images;
  Labels labels;
};

/// Draws handwriting-like digits of 28 x 28 pixels, each digit as often as the others, in random
/// order. The same seed gives the same pixels on every machine.
Dataset DrawDigits(std::size_t count, std::uint64_t seed);

}  // namespace mnist

#endif  // MNIST_DIGITS_H_
