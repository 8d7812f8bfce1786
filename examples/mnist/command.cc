#include "mnist/command.h"

#include <algorithm>
#include <cstdio>

#include "mnist/data_error.h"

namespace mnist {

int RunCommand(int argc, char** argv, const std::string& usage,
               const std::function<void(const std::vector<std::string>&)>& body) {
  const std::string program = usage.substr(0, usage.find(' '));
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  const auto wanted = static_cast<std::size_t>(std::ranges::count(usage, ' '));
  if (arguments.size() != wanted) {
    std::fprintf(stderr, "%s: Cannot run with %zu arguments\n  accepted: %s\n", program.c_str(),
                 arguments.size(), usage.c_str());
    return 1;
  }
  try {
    body(arguments);
    return 0;
  } catch (const DataError& error) {
    std::fprintf(stderr, "%s: %s\n", program.c_str(), error.what());
    return 1;
  }
}

}  // namespace mnist
