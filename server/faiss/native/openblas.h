// OpenBLAS's own functions. Weak, for Faiss may have been linked with another BLAS that lacks them: then they
// are null.
#pragma once

extern "C" {
__attribute__((weak)) void openblas_set_num_threads(int count);
__attribute__((weak)) char* openblas_get_corename();
}
