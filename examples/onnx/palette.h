#ifndef PALETTE_H_
#define PALETTE_H_

#include <array>
#include <string>
#include <vector>

/// Red, green and blue, each from 0 to 255.
using Colour = std::array<float, 3>;

struct NamedColour {
  std::string name;
  Colour colour;
};

/// Reads lines of a name and three numbers. Throws std::runtime_error when there is none.
std::vector<NamedColour> ReadPalette(const std::string& path);

#endif  // PALETTE_H_
