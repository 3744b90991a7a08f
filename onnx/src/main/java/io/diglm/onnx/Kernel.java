package io.diglm.onnx;

import io.diglm.distribution.Residual;
import io.diglm.distribution.StandardNormal;
import io.diglm.distribution.StudentT;
import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** What the components of a mixture are when each has location 0 and scale 1. */
sealed interface Kernel {
  /**
   * Of numbers (N, Q, K).
   *
   * @param mass beyond them: below where the side is 1, above where it is -1
   * @param density there
   */
  record Part(Value mass, Value density) {}

  /** Returns the quantile of every component, or one if they are the same. */
  DoubleStream quantiles(double p);

  /**
   * Returns the mass beyond numbers, and their density.
   *
   * @param x (N, Q, K)
   * @param sides 1 or -1 (1, Q, 1)
   */
  Part of(Ops in, Value x, Value sides);

  /** Standard normals. */
  record OfNormals() implements Kernel {
    @Override
    public DoubleStream quantiles(double p) {
      return DoubleStream.of(StandardNormal.quantile(p));
    }

    @Override
    public Part of(Ops in, Value x, Value sides) {
      Normals normals = new Normals(in);
      Value bell = normals.bell(x);
      return new Part(
          normals.roughCdf(in.mul(x, sides), bell), in.mul(bell, Normals.ONE_OVER_ROOT_TWO_PI));
    }
  }

  /** Residuals of times, see {@link Residual}. */
  record OfTimes(Residual residual) implements Kernel {
    /** Beyond, a Gumbel's survival is 0. */
    private static final double LARGE = 30;

    @Override
    public DoubleStream quantiles(double p) {
      return DoubleStream.of(residual.quantile(p));
    }

    @Override
    public Part of(Ops in, Value x, Value sides) {
      return switch (residual) {
        case NORMAL -> new OfNormals().of(in, x, sides);
        case LOGISTIC -> {
          Value mass = in.sigmoid(in.mul(x, sides));
          Value other = in.sigmoid(in.neg(in.mul(x, sides)));
          yield new Part(mass, in.mul(mass, other));
        }
        case GUMBEL -> {
          Value t = in.min(x, LARGE);
          Value hazard = in.exp(t);
          Value above = in.exp(in.neg(hazard));
          Value below = in.neg(in.expm1(in.neg(hazard)));
          Value mass = in.where(in.greater(sides, 0), below, above);
          yield new Part(mass, in.exp(in.sub(t, hazard)));
        }
      };
    }
  }

  /**
   * Student-t distributions. log P(T &lt; -|t|) is a table by asinh |t|.
   *
   * @param degrees of freedom of each network
   * @param draws how many components each network has, one after the other
   */
  record OfStudents(double[] degrees, int draws) implements Kernel {
    /** asinh of a distance beyond which no quantile lies: 1e13. */
    private static final double MOST = 30.6;

    /** A smaller logarithm is that of 0. */
    private static final double LEAST_LOG = -740;

    @Override
    public DoubleStream quantiles(double p) {
      return each().map(nu -> new StudentT(0, 1, nu).quantile(p));
    }

    /** The degrees of freedom of each component; one if they are the same. */
    private DoubleStream each() {
      return networks().mapToDouble(k -> degrees[k]);
    }

    /** The network of each component. */
    private IntStream networks() {
      return degrees.length == 1
          ? IntStream.of(0)
          : IntStream.range(0, degrees.length * draws).map(k -> k / draws);
    }

    @Override
    public Part of(Ops in, Value x, Value sides) {
      Value size = in.abs(x);
      Value square = in.square(x);
      Value distance = in.log(in.add(size, in.sqrt(in.add(square, 1))));
      Curve logTails = new Curve(0, MOST, functions());
      Value tail = in.exp(logTails.of(in, distance, networks().toArray()));
      Value outside = in.less(in.mul(x, sides), 0);
      double[] peaks = each().map(nu -> new StudentT(0, 1, nu).logDensity(0)).toArray();
      double[] powers = each().map(nu -> -(nu + 1) / 2).toArray();
      Value fall = in.log1p(in.div(square, in.row(each().toArray())));
      return new Part(
          in.where(outside, tail, in.sub(in.real(1), tail)),
          in.exp(in.add(in.row(peaks), in.mul(in.row(powers), fall))));
    }

    private DoubleUnaryOperator[] functions() {
      return Arrays.stream(degrees)
          .mapToObj(OfStudents::logTail)
          .toArray(DoubleUnaryOperator[]::new);
    }

    private static DoubleUnaryOperator logTail(double nu) {
      StudentT standard = new StudentT(0, 1, nu);
      return distance ->
          distance < 0
              ? Math.log1p(-standard.cdf(Math.sinh(distance)))
              : Math.max(LEAST_LOG, Math.log(standard.cdf(-Math.sinh(distance))));
    }
  }
}
