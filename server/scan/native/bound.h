// What codes prove. A row that they rule out cannot be in the answer: the first pass is exact. [IDX3]
//
// Let q be the query and x a row, both of n values; <q,x> their inner product as real numbers; |v| the Euclidean
// norm; u = 2^-24, half the distance from 1 to the next float; and t the row's score, as Kernels::score
// computes it.
//
// (1) The score itself. Each term q_i x_i goes through m = ScoreRoundings(stride) roundings at most, in
//     whatever order they are summed. Higham, "Accuracy and Stability of Numerical Algorithms", 2nd ed., (3.4),
//     with Cauchy-Schwarz on sum |q_i x_i|:
//         |t - <q,x>| <= g(m) |q| |x| + d,     g(m) = m u / (1 - m u),
//     where d = stride 2^-124 is far more than all that is lost where a product or sum is smaller than a normal
//     float (even if the process flushes those to zero). No sum overflows where |q| |x| <= 2^126; where it
//     may, neither codes nor `score` are used, but WideScore().
//
// (2) Bytes. x = s c + e, with the row's scale s > 0 and digits c; q = z d' + f, with the query's scale z and digits
//     d'. The sum of digits' products D = <d',c> is exact: |D| <= 127^2 65,536 < 2^31. Then
//         <q,x> = s z D + s <f,c> + <q,e>,
//     so by Cauchy-Schwarz, and with |x| <= s |c| + |e|,
//         t <= s z D + s |f| |c| + |q| |e| + g(m) |q| (s |c| + |e|) + d.
//     With C >= |c| and E >= |e| / s for all rows of the block (CodeBounds) this is
//         t <= s z (D + w) + d,     w = (|f| C + |q| E + g(m) |q| (C + E)) / z.
//     All of it grows with s: a long row among short ones does not loosen the bound of the others. A row can
//     have t > least only if s (D + w) > (least - d) / z. The kernels compute the left side in floats, with
//     three roundings, none of them below the range of normal floats (scales are 2^-60 or more): what comes
//     out is at least s (D + w) less 4 u s (|D| + w), and |D| <= C |d'|. So with
//         slack = (w + 8 u C |d'|) (1 + 16 u)
//     in place of w, it is at least s (D + w). A row of zeros has s = 0 and t = 0: there the left side is 0.
//
// (3) Halves. x = h + e, and the kernels sum q_i h_i in floats, a term going through HalfRoundings(n) = m'
//     roundings at most. With H >= |h| and E >= |e| for all rows of the block:
//         t <= sum + g(m') |q| H + d + |q| E + g(m) |q| (H + E) + d,
//     so a row can have t > least only if sum > least less all that.
//
// The bounds themselves are computed in doubles from doubles that are upper bounds, and made larger by a part
// in a million; cuts are rounded down to a float, slacks up.
#pragma once

#include <cstddef>

#include "codes.h"
#include "kernels.h"
#include "layout.h"
#include "probe.h"

namespace likeness {

// Whether a sum of products may leave the range of floats.
bool MayOverflow(const Probe& probe, double norm);

// The score there: rounded once, from doubles, whose range suffices for any floats; the largest float of its sign
// where it is beyond all of them.
float WideScore(const float* query, const float* row, size_t dimension);

// For rows whose score may be above `least`, which is finite. The probe has digits, the block's codes are usable.
float ByteSlack(const Layout& layout, const Probe& probe, const CodeBounds& bounds);
float ByteCut(const Layout& layout, const Probe& probe, float least);
double HalfSlack(const Layout& layout, const Probe& probe, const CodeBounds& bounds);
float HalfCut(double slack, float least);

}  // namespace likeness
