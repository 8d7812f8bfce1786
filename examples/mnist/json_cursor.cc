#include "mnist/json_cursor.h"

#include <algorithm>
#include <limits>

#include "mnist/data_error.h"

namespace mnist {
namespace {

bool IsDigit(char symbol) { return symbol >= '0' && symbol <= '9'; }

}  // namespace

void JsonCursor::SkipSpace() {
  position_ = std::min(text_.find_first_not_of(" \t\r\n", position_), text_.size());
}

void JsonCursor::Fail(const std::string& wanted) const {
  throw DataError("Cannot use \"" + std::string(name_) + "\": its header has no " + wanted +
                  " at byte " + std::to_string(position_));
}

bool JsonCursor::Take(char symbol) {
  SkipSpace();
  if (position_ == text_.size() || text_[position_] != symbol) return false;
  ++position_;
  return true;
}

void JsonCursor::Expect(char symbol) {
  if (!Take(symbol)) Fail(std::string("'") + symbol + "'");
}

std::string JsonCursor::String() {
  Expect('"');
  std::string value;
  for (; position_ < text_.size(); ++position_) {
    char symbol = text_[position_];
    if (symbol == '"') {
      ++position_;
      return value;
    }
    if (symbol == '\\') {
      symbol = ++position_ < text_.size() ? text_[position_] : '\0';
      if (symbol != '"' && symbol != '/' && symbol != '\\') Fail("plain string");
    }
    value.push_back(symbol);
  }
  Fail("end of a string");
}

std::uint64_t JsonCursor::Number() {
  SkipSpace();
  if (position_ == text_.size() || !IsDigit(text_[position_])) Fail("whole number");
  std::uint64_t number = 0;
  for (; position_ < text_.size() && IsDigit(text_[position_]); ++position_) {
    const std::uint64_t digit = static_cast<std::uint64_t>(text_[position_] - '0');
    if (number > (std::numeric_limits<std::uint64_t>::max() - digit) / 10) Fail("64-bit number");
    number = number * 10 + digit;
  }
  return number;
}

std::vector<std::uint64_t> JsonCursor::Numbers() {
  std::vector<std::uint64_t> numbers;
  Expect('[');
  if (Take(']')) return numbers;
  do {
    numbers.push_back(Number());
  } while (Take(','));
  Expect(']');
  return numbers;
}

void JsonCursor::End() {
  SkipSpace();
  if (position_ != text_.size()) Fail("end");
}

}  // namespace mnist
