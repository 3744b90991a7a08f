/** Scores rows with a fitted model: schema, model file, distributions, predictions. No native code. */
module diglm.scoring {
  requires transitive com.google.gson;
  requires org.apache.commons.numbers.gamma;
  requires static transitive org.jspecify;
  // Only where Java was started with --add-modules jdk.incubator.vector.
  requires static jdk.incubator.vector;

  exports io.diglm.density;
  exports io.diglm.distribution;
  exports io.diglm.drift;
  exports io.diglm.explain;
  exports io.diglm.json;
  exports io.diglm.model;
  exports io.diglm.network;
  exports io.diglm.novelty;
  exports io.diglm.posterior;
  exports io.diglm.predict;
  exports io.diglm.schema;
  exports io.diglm.selective;
  exports io.diglm.settings;
  exports io.diglm.watch;

  uses io.diglm.network.ScorerProvider;
}
