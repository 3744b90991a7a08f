package io.diglm.flow;

import io.diglm.torch.NativeScope;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;

/**
 * Bijections one after another, f = f_K o ... o f_1; their log-dets add up.
 *
 * @param steps f_1 to f_K
 */
public record Chain(List<Bijection> steps) implements DataInitialised {
  /** Copies the list; an empty chain is the identity. */
  public Chain {
    steps = List.copyOf(steps);
  }

  @Override
  public Mapped forward(Tensor x) {
    return fold(steps, x, Bijection::forward, logDet -> {});
  }

  @Override
  public Mapped forward(Tensor x, Mode mode) {
    return forward(x, mode, logDet -> {});
  }

  /** As {@link #forward(Tensor, Mode)}; {@code each} hears the log-det (N) of every step. */
  Mapped forward(Tensor x, Mode mode, Consumer<Tensor> each) {
    return fold(steps, x, (step, at) -> step.forward(at, mode), each);
  }

  @Override
  public Mapped inverse(Tensor y) {
    return fold(reversed(), y, Bijection::inverse, logDet -> {});
  }

  @Override
  public void initialise(Tensor x) {
    Tensor at = x.detach().clone();
    for (Bijection step : steps) {
      NativeScope.infer(
          () -> {
            if (step instanceof DataInitialised initialised) {
              initialised.initialise(at);
            }
            return at.copy_(step.forward(at).value()).size(0);
          });
    }
  }

  private List<Bijection> reversed() {
    return IntStream.range(0, steps.size()).mapToObj(i -> steps.get(steps.size() - 1 - i)).toList();
  }

  private static Mapped fold(List<Bijection> steps, Tensor x, Move move, Consumer<Tensor> each) {
    if (steps.isEmpty()) {
      return Mapped.rigid(x);
    }
    Mapped first = Mapped.alone(() -> move.through(steps.get(0), x));
    Tensor at = first.value();
    Tensor logDet = first.logDet();
    each.accept(logDet);
    for (Bijection step : steps.subList(1, steps.size())) {
      Tensor before = at;
      Mapped next = Mapped.alone(() -> move.through(step, before));
      at = next.value();
      logDet = logDet.add(next.logDet());
      each.accept(next.logDet());
    }
    return new Mapped(at, logDet);
  }

  /** One direction through a step. */
  private interface Move {
    Mapped through(Bijection step, Tensor at);
  }
}
