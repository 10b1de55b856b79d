#include "probe.h"

#include <algorithm>
#include <cmath>

namespace likeness {

double NormOf(const float* vector, size_t dimension) {
  double squares = 0;
  for (size_t at = 0; at < dimension; at++) {
    squares += static_cast<double>(vector[at]) * static_cast<double>(vector[at]);
  }
  return std::sqrt(squares) * kUp;
}

Probes::Probes(const Layout& layout, View<float> queries)
    : values_(queries.size / layout.dimension * layout.stride),
      digits_(layout.codes == Codes::kBytes ? queries.size / layout.dimension * layout.quads * 4 : 0),
      probes_(queries.size / layout.dimension) {
  for (size_t at = 0; at < probes_.size(); at++) {
    const float* query = queries.data + at * layout.dimension;
    Probe& probe = probes_[at];
    std::copy_n(query, layout.dimension, values_.data() + at * layout.stride);
    probe.values = values_.data() + at * layout.stride;
    probe.norm = NormOf(query, layout.dimension);
    if (layout.codes != Codes::kBytes) continue;
    int8_t* const digits = digits_.data() + at * layout.quads * 4;
    const Quantised quantised = Quantise(query, layout.dimension, [digits](size_t i, int digit) {
      digits[i] = static_cast<int8_t>(digit);
    });
    probe.has_digits = quantised.scale >= kSmallestScale && quantised.scale <= kLargestScale;
    probe.digits = digits;
    probe.scale = quantised.scale;
    probe.offset = static_cast<int32_t>(128 * quantised.digit_sum);
    probe.rest = quantised.error;
    probe.digit_norm = quantised.digit_norm;
  }
}

}  // namespace likeness
