#ifndef MNIST_CHECK_H_
#define MNIST_CHECK_H_

#include <cstdio>
#include <cstdlib>
#include <string>

#include "mnist/data_error.h"

/// Ends the test with the text of the condition when it does not hold.
#define CHECK(condition)                                                                      \
  do {                                                                                        \
    if (!(condition)) {                                                                       \
      std::fprintf(stderr, "%s:%d: CHECK failed: %s\n", __FILE__, __LINE__, #condition);      \
      std::exit(1);                                                                           \
    }                                                                                         \
  } while (false)

/// Ends the test unless the expression throws a DataError whose text contains `part`.
#define CHECK_REFUSED(expression, part)                                                       \
  do {                                                                                        \
    const std::string refusal = mnist::RefusalOf([&] { (void)(expression); });                \
    if (refusal.find(part) == std::string::npos) {                                            \
      std::fprintf(stderr, "%s:%d: %s said: %s\n", __FILE__, __LINE__, #expression,           \
                   refusal.c_str());                                                          \
      std::exit(1);                                                                           \
    }                                                                                         \
  } while (false)

namespace mnist {

/// What a function complains about; empty when it does not.
template <typename Function>
std::string RefusalOf(Function function) {
  try {
    function();
    return "";
  } catch (const DataError& error) {
    return error.what();
  }
}

}  // namespace mnist

#endif  // MNIST_CHECK_H_
