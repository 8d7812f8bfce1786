#include "mnist/idx.h"

#include "mnist/check.h"

namespace {

using mnist::ParseImages;
using mnist::ParseLabels;
using std::string_literals::operator""s;

// Two images of one row and three columns.
const std::string kImages =
    "\0\0\x08\x03" "\0\0\0\x02" "\0\0\0\x01" "\0\0\0\x03" "\0\x7f\xff\x01\x02\x03"s;
const std::string kLabels = "\0\0\x08\x01" "\0\0\0\x03" "\x07\0\x09"s;

void ReadsAndWritesImages() {
  const mnist::ImageSet images = ParseImages("images", kImages);
  CHECK(images.rows == 1 && images.columns == 3 && images.count() == 2);
  CHECK(images.image(0)[2] == 0xff && images.image(1)[0] == 1);
  CHECK(mnist::FormatImages(images) == kImages);
}

void ReadsAndWritesLabels() {
  const mnist::Labels labels = ParseLabels("labels", kLabels);
  CHECK((labels == mnist::Labels{7, 0, 9}));
  CHECK(mnist::FormatLabels(labels) == kLabels);
}

void RefusesWhatIsNotIdx() {
  CHECK_REFUSED(ParseImages("a.idx", ""), "Cannot use \"a.idx\": it ends after 0 bytes");
  CHECK_REFUSED(ParseImages("i", "some text that is no IDX file"), "magic number is 0x736f6d65");
  CHECK_REFUSED(ParseImages("i", "\x1f\x8b\x08"s + kImages), "gunzip");
  CHECK_REFUSED(ParseLabels("l", kImages), "magic number is 0x00000803");
  CHECK_REFUSED(ParseImages("i", kLabels + "........"), "magic number is 0x00000801");
}

void RefusesWrongSizes() {
  CHECK_REFUSED(ParseImages("i", kImages.substr(0, 15)), "inside the IDX header");
  CHECK_REFUSED(ParseImages("i", kImages.substr(0, 20)), "2 items of 3 bytes, but 4 bytes follow");
  CHECK_REFUSED(ParseImages("i", kImages + "x"), "but 7 bytes follow");
  CHECK_REFUSED(ParseLabels("l", kLabels + "\1"), "3 items of 1 bytes, but 4 bytes follow");
  CHECK_REFUSED(ParseImages("i", kImages.substr(0, 8) + "\0\0\0\0\0\0\0\0"s), "items of 0 bytes");
  const std::string huge = "\0\0\x08\x03\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"s;
  CHECK_REFUSED(ParseImages("i", huge), "but 0 bytes follow");
}

void RefusesLabelsThatAreNoDigits() {
  CHECK_REFUSED(ParseLabels("l", "\0\0\x08\x01\0\0\0\x02\x01\x0a"s), "label 1 is 10, not a digit");
}

}  // namespace

int main() {
  ReadsAndWritesImages();
  ReadsAndWritesLabels();
  RefusesWhatIsNotIdx();
  RefusesWrongSizes();
  RefusesLabelsThatAreNoDigits();
}
