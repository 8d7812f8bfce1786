#ifndef MNIST_COMMAND_H_
#define MNIST_COMMAND_H_

#include <functional>
#include <string>
#include <vector>

namespace mnist {

/// Runs a program: checks the number of its arguments, prints a DataError as one message, and says
/// how the process exits (0, or 1 after a message).
///
/// `usage` names the program and its arguments, such as "mnist MODEL IMAGES LABELS".
int RunCommand(int argc, char** argv, const std::string& usage,
               const std::function<void(const std::vector<std::string>&)>& body);

}  // namespace mnist

#endif  // MNIST_COMMAND_H_
