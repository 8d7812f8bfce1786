// Writes a shard of made-up weights, the same on every machine.
//
//   make_weights NUMBER FILE

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fstream>

namespace {

constexpr int kFloats = 16 * 16384;

// A step of SplitMix64 (Steele, Lea and Flood, 2014).
std::uint64_t NextRandom(std::uint64_t& state) {
  state += 0x9e3779b97f4a7c15;
  std::uint64_t mixed = state;
  mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9;
  mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111eb;
  return mixed ^ (mixed >> 31);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    std::fprintf(stderr, "usage: make_weights NUMBER FILE\n");
    return 1;
  }
  std::uint64_t state = std::strtoull(argv[1], nullptr, 10);
  std::ofstream file(argv[2], std::ios::binary);
  for (int i = 0; i < kFloats; ++i) {
    // Whole numbers of 24 bits and powers of two: exact in a float.
    const float number = static_cast<float>(NextRandom(state) >> 40) / 16777216.0f;
    file.write(reinterpret_cast<const char*>(&number), sizeof(number));
  }
  return file.good() ? 0 : 1;
}
