#ifndef MNIST_JSON_CURSOR_H_
#define MNIST_JSON_CURSOR_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace mnist {

/// Walks over JSON text of a known shape, a token at a time. Not a general parser: only what the
/// header of a .safetensors file needs. Every member throws DataError when the text is different.
class JsonCursor {
 public:
  /// `name` is what errors call the file; both must outlive the cursor.
  JsonCursor(std::string_view name, std::string_view text) : name_(name), text_(text) {}

  /// Skips white space and takes `symbol`, if it is next.
  bool Take(char symbol);

  /// Skips white space and takes `symbol`.
  void Expect(char symbol);

  /// Takes a string without escapes other than a backslash before a quote, a slash or a backslash.
  std::string String();

  /// Takes a whole number that is not negative.
  std::uint64_t Number();

  /// Takes an array of whole numbers.
  std::vector<std::uint64_t> Numbers();

  /// Calls `member(key)`, which must take the value, for every member of an object.
  template <typename Member>
  void Object(Member member) {
    Expect('{');
    if (Take('}')) return;
    do {
      const std::string key = String();
      Expect(':');
      member(key);
    } while (Take(','));
    Expect('}');
  }

  /// Checks that nothing but white space is left.
  void End();

 private:
  void SkipSpace();
  [[noreturn]] void Fail(const std::string& wanted) const;

  std::string_view name_;
  std::string_view text_;
  std::size_t position_ = 0;
};

}  // namespace mnist

#endif  // MNIST_JSON_CURSOR_H_
