#ifndef MNIST_DATA_ERROR_H_
#define MNIST_DATA_ERROR_H_

#include <stdexcept>

namespace mnist {

/// A file that is missing or is not what it should be; what() is meant for the user.
class DataError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace mnist

#endif  // MNIST_DATA_ERROR_H_
