#ifndef MNIST_SHARED_LIBRARY_H_
#define MNIST_SHARED_LIBRARY_H_

#include <optional>
#include <string>
#include <vector>

namespace mnist {

/// A library that is opened while the program runs, so that the program starts where there is none.
///
/// It stays open until the process ends: accelerators' libraries do not like to be closed.
class SharedLibrary {
 public:
  /// Opens the first library that is there.
  ///
  /// A name is looked for in the runfiles of this program, where `@rt//runtimes` puts the files of
  /// `runtime`, and then where the dynamic linker looks. Nothing where no file of any name is there. Throws
  /// RuntimeUnavailable where one is and cannot be opened.
  static std::optional<SharedLibrary> Open(const std::string& runtime,
                                           const std::vector<std::string>& names);

  /// Name of the library that was opened.
  const std::string& name() const { return name_; }

  /// A function of it. Throws RuntimeUnavailable when it has none of that name.
  template <typename Function>
  Function* Find(const char* function) const {
    return reinterpret_cast<Function*>(FindAddress(function));
  }

 private:
  SharedLibrary(std::string name, void* handle) : name_(std::move(name)), handle_(handle) {}

  void* FindAddress(const char* function) const;

  std::string name_;
  void* handle_;
};

}  // namespace mnist

#endif  // MNIST_SHARED_LIBRARY_H_
