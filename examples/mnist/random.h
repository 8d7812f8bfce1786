#ifndef MNIST_RANDOM_H_
#define MNIST_RANDOM_H_

#include <cstdint>

namespace mnist {

/// Random numbers that are the same for a seed on every machine and with every standard library
/// (whose distributions are free to differ): SplitMix64 and exact arithmetic.
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}

  std::uint64_t Next() {
    state_ += 0x9e3779b97f4a7c15;
    std::uint64_t mixed = state_;
    mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9;
    mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111eb;
    return mixed ^ (mixed >> 31);
  }

  /// A number from 0 to `limit - 1`; as good as uniform for small limits.
  std::uint64_t Below(std::uint64_t limit) { return Next() % limit; }

  /// A number of at least `low` and below `high`.
  double Between(double low, double high) {
    constexpr double kUnit = 1.0 / (1ULL << 53);
    return low + (high - low) * (static_cast<double>(Next() >> 11) * kUnit);
  }

 private:
  std::uint64_t state_;
};

}  // namespace mnist

#endif  // MNIST_RANDOM_H_
