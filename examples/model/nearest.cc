// Which vectors of a model are alike: reads the shards of its weights, and finds the nearest neighbour of some vectors.
//
//   nearest SHARD...
//
// A shard holds vectors of 16 numbers, each a float of 4 bytes, little-endian, one after the other.

#include <array>
#include <cstddef>
#include <cstdio>
#include <fstream>
#include <vector>

namespace {

constexpr std::size_t kDimensions = 16;
constexpr std::array<std::size_t, 3> kQuestions = {0, 1000, 20000};

using Vector = std::array<float, kDimensions>;

// Appends the vectors of a file; false when it cannot be read, or ends within a vector.
bool ReadShard(const char* path, std::vector<Vector>& vectors) {
  std::ifstream file(path, std::ios::binary);
  Vector vector;
  while (file.read(reinterpret_cast<char*>(vector.data()), sizeof(vector))) {
    vectors.push_back(vector);
  }
  return file.eof() && file.gcount() == 0;
}

float SquaredDistance(const Vector& a, const Vector& b) {
  float sum = 0;
  for (std::size_t i = 0; i < kDimensions; ++i) {
    sum += (a[i] - b[i]) * (a[i] - b[i]);
  }
  return sum;
}

std::size_t NearestTo(std::size_t question, const std::vector<Vector>& vectors) {
  std::size_t best = question == 0 ? 1 : 0;
  for (std::size_t i = 0; i < vectors.size(); ++i) {
    if (i != question &&
        SquaredDistance(vectors[i], vectors[question]) < SquaredDistance(vectors[best], vectors[question])) {
      best = i;
    }
  }
  return best;
}

}  // namespace

int main(int argc, char** argv) {
  std::vector<Vector> vectors;
  for (int i = 1; i < argc; ++i) {
    if (!ReadShard(argv[i], vectors)) {
      std::fprintf(stderr, "nearest: cannot read the shard %s\n", argv[i]);
      return 1;
    }
  }
  std::printf("%zu vectors in %d shards\n", vectors.size(), argc - 1);
  for (const std::size_t question : kQuestions) {
    if (question < vectors.size()) {
      std::printf("vector %zu is like vector %zu\n", question, NearestTo(question, vectors));
    }
  }
  return 0;
}
