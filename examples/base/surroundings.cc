// Says what the image around it has. Its libraries, accounts, time zones and certificates are those of the base.

#include <pwd.h>
#include <time.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <stdexcept>
#include <string>

namespace {

// How often a text stands in a file.
int CountIn(const char* path, const std::string& text) {
  std::FILE* file = std::fopen(path, "r");
  if (file == nullptr) throw std::runtime_error(std::string("no ") + path);
  std::string contents;
  for (int c = std::fgetc(file); c != EOF; c = std::fgetc(file)) contents.push_back(static_cast<char>(c));
  std::fclose(file);
  int count = 0;
  for (size_t at = contents.find(text); at != std::string::npos; at = contents.find(text, at + 1)) ++count;
  return count;
}

std::string NewYear(const char* zone) {
  setenv("TZ", zone, 1);
  tzset();
  const time_t moment = 1767225600;  // 2026-01-01 00:00 UTC
  char text[64];
  strftime(text, sizeof(text), "%Y-%m-%d %H:%M %Z", localtime(&moment));
  return text;
}

}  // namespace

int main() {
  try {
    const passwd* user = getpwuid(getuid());
    std::printf("user: %s\n", user == nullptr ? "unknown" : user->pw_name);
    std::printf("time: %s\n", NewYear("Europe/Paris").c_str());
    const int authorities = CountIn("/etc/ssl/certs/ca-certificates.crt", "BEGIN CERTIFICATE");
    std::printf("certificates: %s\n", authorities > 100 ? "more than 100" : "too few");
    CountIn("/nowhere", "");
  } catch (const std::runtime_error& error) {
    std::printf("caught: %s\n", error.what());
  }
  return 0;
}
