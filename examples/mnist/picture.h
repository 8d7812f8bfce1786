#ifndef MNIST_PICTURE_H_
#define MNIST_PICTURE_H_

#include <cstddef>
#include <string>

#include "mnist/idx.h"

namespace mnist {

/// The first `count` images side by side, drawn with characters: one for two rows of pixels, as
/// characters are twice as high as wide. Blank lines above and below are left out.
std::string PictureOf(const ImageSet& images, std::size_t count);

}  // namespace mnist

#endif  // MNIST_PICTURE_H_
