#include "mnist/digits.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>
#include <vector>

namespace mnist {
namespace {

constexpr std::uint32_t kSide = 28;
constexpr std::size_t kDigits = 10;

struct Point {
  double x;
  double y;
};

/// A line of the pen through points of the unit square (y grows downwards).
struct Stroke {
  enum class Shape { kStraight, kCurve, kLoop };
  Shape shape;
  std::vector<Point> points;
};

/// One way to write a digit.
using Glyph = std::vector<Stroke>;

constexpr auto kStraight = Stroke::Shape::kStraight;
constexpr auto kCurve = Stroke::Shape::kCurve;
constexpr auto kLoop = Stroke::Shape::kLoop;

/// The ways to write each digit.
const std::array<std::vector<Glyph>, kDigits>& Glyphs() {
  static const std::array<std::vector<Glyph>, kDigits> glyphs{{
      // 0
      {{{kLoop, {{.5, 0}, {.1, .1}, {0, .5}, {.1, .9}, {.5, 1}, {.9, .9}, {1, .5}, {.9, .1}}}}},
      // 1: bare, with a flag, with a foot
      {{{kStraight, {{.5, 0}, {.5, 1}}}},
       {{kStraight, {{.2, .25}, {.55, 0}, {.55, 1}}}},
       {{kStraight, {{.2, .25}, {.5, 0}, {.5, 1}}}, {kStraight, {{.15, 1}, {.85, 1}}}}},
      // 2: with a corner, with a loop
      {{{kCurve, {{.05, .25}, {.15, 0}, {.85, 0}, {.95, .35}, {.6, .65}, {0, 1}}},
        {kStraight, {{0, 1}, {1, .98}}}},
       {{kCurve,
         {{.05, .2}, {.4, -.05}, {.95, .05}, {.9, .45}, {.3, .95}, {0, .9}, {.15, .75}, {.5, .95},
          {1, 1}}}}},
      // 3: round, with a flat top
      {{{kCurve, {{.05, .1}, {.5, -.05}, {.95, .1}, {.9, .42}, {.35, .48}}},
        {kCurve, {{.35, .48}, {1, .5}, {1.05, .9}, {.5, 1.08}, {0, .9}}}},
       {{kStraight, {{.05, 0}, {.9, 0}, {.4, .42}}},
        {kCurve, {{.4, .42}, {1, .45}, {1.05, .9}, {.5, 1.08}, {0, .9}}}}},
      // 4: open, closed
      {{{kStraight, {{.25, 0}, {.05, .6}, {1, .58}}}, {kStraight, {{.75, .2}, {.7, 1}}}},
       {{kStraight, {{.7, 1}, {.7, 0}, {0, .68}, {1, .68}}}}},
      // 5
      {{{kStraight, {{.9, 0}, {.2, .02}, {.12, .45}}},
        {kCurve, {{.12, .45}, {.5, .32}, {1.02, .45}, {1, .95}, {.4, 1.06}, {0, .9}}}}},
      // 6
      {{{kCurve,
         {{.8, 0}, {.3, .15}, {0, .6}, {.08, 1}, {.6, 1.06}, {1, .85}, {.85, .5}, {.4, .48},
          {.06, .72}}}}},
      // 7: bare, with a bar, with a serif
      {{{kStraight, {{0, 0}, {1, 0}, {.4, 1}}}},
       {{kStraight, {{0, .05}, {1, 0}, {.45, 1}}}, {kStraight, {{.3, .5}, {.95, .5}}}},
       {{kStraight, {{0, .2}, {.03, .02}}}, {kCurve, {{.03, .02}, {1, 0}, {.8, .35}, {.4, 1}}}}},
      // 8: in one line, of two rings
      {{{kLoop,
         {{.5, .48}, {.1, .32}, {.15, 0}, {.85, 0}, {.9, .32}, {.5, .48}, {0, .7}, {.1, 1.04},
          {.9, 1.04}, {1, .7}}}},
       {{kLoop, {{.5, 0}, {.15, .08}, {.15, .4}, {.5, .46}, {.85, .4}, {.85, .08}}},
        {kLoop, {{.5, .46}, {.05, .55}, {.05, .95}, {.5, 1}, {.95, .95}, {.95, .55}}}}},
      // 9: with a straight stem, with a hook
      {{{kLoop, {{.9, .25}, {.65, 0}, {.15, 0}, {.02, .4}, {.4, .58}, {.85, .45}}},
        {kCurve, {{.92, .12}, {.9, .5}, {.75, 1}}}},
       {{kLoop, {{.9, .25}, {.65, 0}, {.15, 0}, {.02, .4}, {.4, .58}, {.85, .45}}},
        {kCurve, {{.92, .12}, {.95, .7}, {.8, 1.02}, {.4, 1.02}, {.15, .9}}}}},
  }};
  return glyphs;
}

/// Maps the unit square to the pixels: size, slant, turn and place of one written digit.
class Hand {
 public:
  explicit Hand(Random& random)
      : width_(random.Between(7.5, 15.5)),
        height_(random.Between(15.5, 21.0)),
        slant_(random.Between(-0.3, 0.4)),
        center_{random.Between(12.0, 16.0), random.Between(12.3, 15.7)} {
    // The half-angle formulas give a rotation without sine and cosine, whose last bits differ
    // between machines.
    const double half = random.Between(-0.13, 0.13);
    cosine_ = (1 - half * half) / (1 + half * half);
    sine_ = 2 * half / (1 + half * half);
  }

  Point Place(Point point) const {
    const double y = (point.y - 0.5) * height_;
    const double x = (point.x - 0.5) * width_ - slant_ * y;
    return {center_.x + cosine_ * x - sine_ * y, center_.y + sine_ * x + cosine_ * y};
  }

 private:
  double width_;
  double height_;
  double slant_;
  Point center_;
  double cosine_ = 1;
  double sine_ = 0;
};

/// Rounds the corners once: every corner is cut at a quarter of its sides (Chaikin).
std::vector<Point> CutCorners(const std::vector<Point>& points, bool closed) {
  std::vector<Point> result;
  if (!closed) result.push_back(points.front());
  const std::size_t sides = closed ? points.size() : points.size() - 1;
  for (std::size_t side = 0; side < sides; ++side) {
    const Point a = points[side];
    const Point b = points[(side + 1) % points.size()];
    result.push_back({a.x * .75 + b.x * .25, a.y * .75 + b.y * .25});
    result.push_back({a.x * .25 + b.x * .75, a.y * .25 + b.y * .75});
  }
  if (!closed) result.push_back(points.back());
  return result;
}

/// The path of the pen in pixels.
std::vector<Point> Trace(const Stroke& stroke, const Hand& hand, Random& random) {
  std::vector<Point> path;
  for (const Point point : stroke.points) {
    path.push_back(hand.Place(
        {point.x + random.Between(-.07, .07), point.y + random.Between(-.05, .05)}));
  }
  const bool closed = stroke.shape == kLoop;
  for (int round = 0; round < 2 && stroke.shape != kStraight; ++round) {
    path = CutCorners(path, closed);
  }
  if (closed) path.push_back(path.front());
  return path;
}

double DistanceToSegment(Point point, Point a, Point b) {
  const Point side{b.x - a.x, b.y - a.y};
  const double length = side.x * side.x + side.y * side.y;
  const double along = ((point.x - a.x) * side.x + (point.y - a.y) * side.y) / (length + 1e-9);
  const double nearest = std::clamp(along, 0.0, 1.0);
  const double dx = point.x - a.x - nearest * side.x;
  const double dy = point.y - a.y - nearest * side.y;
  return std::sqrt(dx * dx + dy * dy);
}

/// Rows or columns that a segment can touch.
std::pair<int, int> Reach(double a, double b, double radius) {
  const int low = static_cast<int>(std::max(0.0, std::min(a, b) - radius));
  const int high = static_cast<int>(std::min<double>(kSide - 1, std::max(a, b) + radius));
  return {low, high};
}

/// Draws one segment with a round pen and soft edges.
void Ink(Point a, Point b, double radius, std::uint8_t* pixels) {
  const auto [left, right] = Reach(a.x, b.x, radius + 1);
  const auto [top, bottom] = Reach(a.y, b.y, radius + 1);
  for (int y = top; y <= bottom; ++y) {
    for (int x = left; x <= right; ++x) {
      const Point center{x + 0.5, y + 0.5};
      const double ink = std::clamp(radius + 0.5 - DistanceToSegment(center, a, b), 0.0, 1.0);
      std::uint8_t& pixel = pixels[y * static_cast<int>(kSide) + x];
      pixel = std::max(pixel, static_cast<std::uint8_t>(ink * 255));
    }
  }
}

/// Changes pixels here and there, as a bad scan would.
void Speckle(Random& random, std::uint8_t* pixels) {
  const std::uint64_t count = random.Below(12);
  for (std::uint64_t spot = 0; spot < count; ++spot) {
    pixels[random.Below(kSide * kSide)] = static_cast<std::uint8_t>(random.Below(256));
  }
}

void DrawDigit(std::size_t digit, Random& random, std::uint8_t* pixels) {
  const std::vector<Glyph>& glyphs = Glyphs()[digit];
  const Glyph& glyph = glyphs[random.Below(glyphs.size())];
  const Hand hand(random);
  const double radius = random.Between(0.6, 1.7);
  for (const Stroke& stroke : glyph) {
    const std::vector<Point> path = Trace(stroke, hand, random);
    for (std::size_t next = 1; next < path.size(); ++next) {
      Ink(path[next - 1], path[next], radius, pixels);
    }
  }
  Speckle(random, pixels);
}

}  // namespace

Dataset DrawDigits(std::size_t count, std::uint64_t seed) {
  Random random(seed);
  Dataset dataset;
  for (std::size_t index = 0; index < count; ++index) {
    dataset.labels.push_back(static_cast<std::uint8_t>(index % kDigits));
  }
  for (std::size_t left = count; left > 1; --left) {
    std::swap(dataset.labels[left - 1], dataset.labels[random.Below(left)]);
  }
  dataset.images.rows = kSide;
  dataset.images.columns = kSide;
  dataset.images.pixels.resize(count * dataset.images.image_size());
  for (std::size_t index = 0; index < count; ++index) {
    DrawDigit(dataset.labels[index], random,
              dataset.images.pixels.data() + index * dataset.images.image_size());
  }
  return dataset;
}

}  // namespace mnist
