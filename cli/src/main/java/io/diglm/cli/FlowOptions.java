package io.diglm.cli;

import io.diglm.model.FlowConfig;
import io.diglm.train.FitConfig;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Options of the flow. */
final class FlowOptions {
  @Option(
      names = "--flow",
      paramLabel = "NAME",
      description = "Kind of flow: realnvp, glow, planar or spline. Default: ${DEFAULT-VALUE}.")
  private FlowConfig.Architecture architecture = FlowConfig.Architecture.REALNVP;

  @Option(
      names = "--layers",
      paramLabel = "N",
      description = "Number of couplings or planar maps. Default: ${DEFAULT-VALUE}.")
  private int layers;

  @Option(
      names = "--hidden",
      paramLabel = "N",
      description = "Width of the networks in the couplings. Default: ${DEFAULT-VALUE}.")
  private int hidden;

  @Option(
      names = "--depth",
      paramLabel = "N",
      description = "Number of hidden layers of these networks. Default: ${DEFAULT-VALUE}.")
  private int depth;

  @Option(
      names = "--network",
      paramLabel = "NAME",
      description = "Kind of these networks: mlp or highway. Default: ${DEFAULT-VALUE}.")
  private FlowConfig.Network network = FlowConfig.Network.MLP;

  @Option(
      names = "--activation",
      paramLabel = "NAME",
      description = "Activation: relu, silu, gelu or tanh. Default: ${DEFAULT-VALUE}.")
  private FlowConfig.Activation activation = FlowConfig.Activation.RELU;

  @Option(
      names = "--norm",
      paramLabel = "NAME",
      description =
          "Normalisation between couplings: none, actnorm or batchnorm. Default: ${DEFAULT-VALUE}.")
  private FlowConfig.Norm norm = FlowConfig.Norm.NONE;

  @Option(
      names = "--frequencies",
      paramLabel = "N",
      description =
          "Number of learned sine and cosine features per input of a network. Default: 16, but none"
              + " if fewer than 10,000 rows train.")
  private Optional<Integer> frequencies = Optional.empty();

  @Option(
      names = "--frequency-scale",
      paramLabel = "S",
      description = "Standard deviation of the initial frequencies. Default: ${DEFAULT-VALUE}.")
  private double frequencyScale;

  @Option(
      names = "--log-scale-bound",
      paramLabel = "C",
      description = "Soft bound on the log-scales of a coupling. Default: ${DEFAULT-VALUE}.")
  private double logScaleBound;

  @Option(
      names = "--bins",
      paramLabel = "N",
      description = "Number of bins of a spline. Default: ${DEFAULT-VALUE}.")
  private int bins;

  @Option(
      names = "--levels",
      paramLabel = "N",
      description =
          "For images: how often 2 x 2 pixels are squeezed into one with four times the channels."
              + " Default: 2, if the sides can be halved so often.")
  private int levels;

  @Option(
      names = "--couplings",
      paramLabel = "N",
      description =
          "For images: number of couplings after each 1 x 1 convolution of a Glow. Default: 2.")
  private int couplings;

  FitConfig configure(FitConfig config) {
    FitConfig with = config.flow(this::flow);
    return frequencies.map(with::frequencies).orElse(with);
  }

  private FlowConfig flow(FlowConfig usual) {
    FlowConfig flow =
        usual
            .architecture(architecture)
            .layers(layers)
            .hidden(hidden)
            .depth(depth)
            .network(network)
            .activation(activation)
            .norm(norm)
            .frequencyScale(frequencyScale)
            .logScaleBound(logScaleBound)
            .bins(bins)
            .levels(levels)
            .couplings(couplings);
    return levels > 0 ? flow.frequencies(0) : flow;
  }
}
