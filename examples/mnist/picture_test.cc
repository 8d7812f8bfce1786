#include "mnist/picture.h"

#include "mnist/check.h"

int main() {
  // Two images of 6 x 2 pixels; the middle rows of both are blank.
  const mnist::ImageSet images{
      6, 2, {255, 0, 255, 0, 0, 0, 0, 0, 0, 0, 0, 0,  //
             0, 255, 0, 0, 0, 0, 0, 0, 0, 255, 0, 255}};
  CHECK(mnist::PictureOf(images, 1) == "@\n");
  CHECK(mnist::PictureOf(images, 2) == "@  =\n\n   @\n");
  const mnist::ImageSet blank{2, 2, {0, 0, 0, 0}};
  CHECK(mnist::PictureOf(blank, 1).empty());
}
