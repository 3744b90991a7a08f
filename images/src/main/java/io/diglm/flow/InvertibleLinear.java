package io.diglm.flow;

import io.diglm.distribution.Seeds;
import io.diglm.torch.ParameterStore;
import io.diglm.torch.Shapes;
import io.diglm.torch.Tensors;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * y = P L U x (Kingma and Dhariwal 2018): P a fixed permutation, L unit lower triangular, U upper
 * triangular with a positive diagonal; the log-det is the sum of its logs, O(D).
 *
 * <p>One learned matrix {@code lu} (D, D) holds L below, U above, and the logs of U's diagonal on
 * its own; it starts at 0, so that the map starts as the permutation. {@link #initialise} makes the
 * first rows white: it subtracts from each column its linear prediction by the columns before it.
 */
public final class InvertibleLinear implements DataInitialised {
  /** Added to the variances, which a norm has made 1, because columns can be nearly equal. */
  private static final double RIDGE = 1e-3;

  private final Tensor lu;
  private final Tensor order;

  /**
   * Makes the map over {@code lu} (D, D) and the buffer {@code order} (D), which is drawn at
   * random.
   *
   * @param store holds or makes these tensors
   * @param name under which they are stored
   * @param dimension D
   */
  public InvertibleLinear(ParameterStore store, String name, int dimension) {
    lu = store.parameter(name + ".lu", () -> Tensors.zeros(store.type(), dimension, dimension));
    order = store.buffer(name + ".order", () -> shuffled(store, name, dimension));
  }

  private static Tensor shuffled(ParameterStore store, String name, int dimension) {
    int[] order = IntStream.range(0, dimension).toArray();
    Seeds.shuffle(store.random(name + ".order"), order);
    return Tensors.of(Arrays.stream(order).asDoubleStream().toArray(), dimension);
  }

  /** Rows are multiplied from the right: x (L U)^T, then permuted. */
  @Override
  public Mapped forward(Tensor x) {
    Shapes.requireEvent("x", x, lu.size(0));
    Tensor mixed = x.matmul(lower().matmul(upper()).t());
    return Mapped.constant(mixed.index_select(1, columns()), lu.diagonal());
  }

  @Override
  public Mapped inverse(Tensor y) {
    Shapes.requireEvent("y", y, lu.size(0));
    Tensor mixed = y.index_select(1, columns().argsort());
    Tensor half = torch.linalg_solve_triangular(lower().t(), mixed, true, false, true);
    Tensor x = torch.linalg_solve_triangular(upper().t(), half, false, false, false);
    return Mapped.constant(x, lu.diagonal().neg());
  }

  /** C = A A^T, the rows' covariance, gives L U = A^-1, which is lower triangular. */
  @Override
  public void initialise(Tensor x) {
    Shapes.requireEvent("x", x, lu.size(0));
    if (lu.count_nonzero().item_long() != 0) {
      return;
    }
    try (NoGradGuard guard = new NoGradGuard()) {
      Tensor rows = x.to(ScalarType.Double);
      Tensor centred = rows.sub(rows.mean(0));
      Tensor eye = Tensors.eye(ScalarType.Double, lu.size(0));
      Tensor covariance = Tensors.times(centred.t().matmul(centred), 1.0 / x.size(0));
      Tensor root = torch.linalg_cholesky(covariance.add(Tensors.times(eye, RIDGE)));
      Tensor white = torch.linalg_solve_triangular(root, eye, false, true, false);
      Tensor below = white.div(white.diagonal()).tril(-1);
      lu.copy_(below.add(white.diagonal().log().diag_embed()));
    }
  }

  /** Reads the order at each pass, because a model from a file gets its order after it is built. */
  private Tensor columns() {
    return order.to(ScalarType.Long);
  }

  private Tensor lower() {
    return lu.tril(-1).add(Tensors.eye(lu.scalar_type().intern(), lu.size(0)));
  }

  private Tensor upper() {
    return lu.triu(1).add(lu.diagonal().exp().diag_embed());
  }
}
