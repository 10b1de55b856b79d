// Queries made ready: padded as rows are, measured, and in digits.
#pragma once

#include <cstdint>
#include <vector>

#include "codes.h"
#include "layout.h"
#include "view.h"

namespace likeness {

struct Probe {
  const float* values;  // layout.stride of them
  double norm;          // Euclidean, an upper bound
  // Digits, with bytes as codes. Not usable where the query is out of their range, or nothing but zeros.
  bool has_digits = false;
  const int8_t* digits = nullptr;
  float scale = 0;
  int32_t offset = 0;
  double rest = 0;        // norm of the query less scale x digits, an upper bound
  double digit_norm = 0;  // an upper bound
};

class Probes {
 public:
  // `queries` has a multiple of layout.dimension floats, all finite.
  Probes(const Layout& layout, View<float> queries);

  size_t size() const { return probes_.size(); }
  const Probe& operator[](size_t at) const { return probes_[at]; }

 private:
  std::vector<float> values_;
  std::vector<int8_t> digits_;
  std::vector<Probe> probes_;
};

// An upper bound of the Euclidean norm, always the same one for the same vector.
double NormOf(const float* vector, size_t dimension);

}  // namespace likeness
