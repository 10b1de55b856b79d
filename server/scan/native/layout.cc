#include "layout.h"

namespace likeness {
namespace {

size_t CodeBytes(size_t dimension, Codes codes) {
  switch (codes) {
    case Codes::kNone: return 0;
    case Codes::kHalves: return dimension * sizeof(uint16_t);
    case Codes::kBytes: return (dimension + 3) / 4 * 4;
  }
  return 0;
}

}  // namespace

Layout::Layout(size_t dimension, Codes codes)
    : dimension(dimension),
      codes(codes),
      stride((dimension + 15) / 16 * 16),
      quads((dimension + 3) / 4),
      code_bytes(CodeBytes(dimension, codes)) {}

}  // namespace likeness
