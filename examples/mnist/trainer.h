#ifndef MNIST_TRAINER_H_
#define MNIST_TRAINER_H_

#include <cstddef>
#include <cstdint>

#include "mnist/idx.h"
#include "mnist/network.h"

namespace mnist {

/// How to train.
struct TrainingPlan {
  std::size_t hidden = 64;
  std::size_t classes = 10;
  int epochs = 6;
  /// Of the first epoch; it falls to zero over the epochs.
  float learning_rate = 0.05F;
  std::uint64_t seed = 1;
};

/// Trains a network by stochastic gradient descent on the cross entropy, one image a step.
///
/// Single-threaded, in a fixed order and with exact arithmetic only: the same data, plan and seed
/// give the same weights, bit for bit. There must be a label for every image.
Network Train(const ImageSet& images, const Labels& labels, const TrainingPlan& plan);

}  // namespace mnist

#endif  // MNIST_TRAINER_H_
