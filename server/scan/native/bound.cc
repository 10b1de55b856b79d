#include "bound.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace likeness {
namespace {

constexpr double kUnit = 0x1p-24;
constexpr double kLargest = static_cast<double>(std::numeric_limits<float>::max());

// g(m) above. With 65,536 values m u is below 0.01.
double Gamma(size_t roundings) {
  const double mu = static_cast<double>(roundings) * kUnit;
  return mu / (1 - mu);
}

// d above.
double Underflow(const Layout& layout) { return static_cast<double>(layout.stride) * 0x1p-124; }

float RoundDown(double value) {
  if (value >= kLargest) return std::numeric_limits<float>::max();
  if (value < -kLargest) return -std::numeric_limits<float>::infinity();
  const auto rounded = static_cast<float>(value);
  return static_cast<double>(rounded) <= value
             ? rounded
             : std::nextafterf(rounded, -std::numeric_limits<float>::infinity());
}

float RoundUp(double value) { return -RoundDown(-value); }

}  // namespace

bool MayOverflow(const Probe& probe, double norm) { return probe.norm * norm > 0x1p126; }

float WideScore(const float* query, const float* row, size_t dimension) {
  double sum = 0;
  for (size_t at = 0; at < dimension; at++) sum += static_cast<double>(query[at]) * static_cast<double>(row[at]);
  return static_cast<float>(std::clamp(sum, -kLargest, kLargest));
}

float ByteSlack(const Layout& layout, const Probe& probe, const CodeBounds& bounds) {
  const double rounding = Gamma(ScoreRoundings(layout.stride));
  const double w = (probe.rest * bounds.code_norm + probe.norm * bounds.error +
                    rounding * probe.norm * (bounds.code_norm + bounds.error)) /
                   static_cast<double>(probe.scale);
  const double largest = bounds.code_norm * probe.digit_norm;
  return RoundUp((w + 8 * kUnit * largest) * (1 + 16 * kUnit) * kUp);
}

float ByteCut(const Layout& layout, const Probe& probe, float least) {
  const double cut = (static_cast<double>(least) - Underflow(layout)) / static_cast<double>(probe.scale);
  return RoundDown(cut - std::fabs(cut) * 0x1p-50);
}

double HalfSlack(const Layout& layout, const Probe& probe, const CodeBounds& bounds) {
  const double scoring = Gamma(ScoreRoundings(layout.stride)) * (bounds.code_norm + bounds.error);
  const double summing = Gamma(HalfRoundings(layout.dimension)) * bounds.code_norm;
  return (probe.norm * (bounds.error + scoring + summing) + 2 * Underflow(layout)) * kUp;
}

float HalfCut(double slack, float least) {
  const double cut = static_cast<double>(least) - slack;
  return RoundDown(cut - std::fabs(cut) * 0x1p-50);
}

}  // namespace likeness
