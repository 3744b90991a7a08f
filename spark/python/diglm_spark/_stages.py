"""Thin wrappers of the Java stages: the same parameters under the same names."""

from __future__ import annotations

import sys
from types import ModuleType
from typing import TYPE_CHECKING, Any

from pyspark.ml.param import Param, Params, TypeConverters
from pyspark.ml.util import JavaMLReadable, JavaMLWritable
from pyspark.ml.wrapper import JavaEstimator, JavaModel, JavaTransformer
from pyspark.sql import DataFrame

if TYPE_CHECKING:
    from typing import Self

_PACKAGE = "io.diglm.spark"


class _ScoringParams(Params):
    """What estimators and the model have in common."""

    featuresCol: Param[str] = Param(
        Params._dummy(),
        "featuresCol",
        "column of vectors whose elements are features, beside columns",
        typeConverter=TypeConverters.toString,
    )
    predictionCol: Param[str] = Param(
        Params._dummy(),
        "predictionCol",
        "the answer: a number's mean, a class's index, or 1 if rejected where there is no target",
        typeConverter=TypeConverters.toString,
    )
    probabilityCol: Param[str] = Param(
        Params._dummy(),
        "probabilityCol",
        "probability of each class, a vector; of numbers none",
        typeConverter=TypeConverters.toString,
    )
    rawPredictionCol: Param[str] = Param(
        Params._dummy(),
        "rawPredictionCol",
        "log p of each class or, where there is no target, (-novelty, novelty); of numbers none",
        typeConverter=TypeConverters.toString,
    )
    detailedPredictionCol: Param[str] = Param(
        Params._dummy(),
        "detailedPredictionCol",
        "all that the model says of a row, a struct",
        typeConverter=TypeConverters.toString,
    )
    handleInvalid: Param[str] = Param(
        Params._dummy(),
        "handleInvalid",
        "rows that cannot be read: keep (with their error and no answer), skip or error",
        typeConverter=TypeConverters.toString,
    )
    interval: Param[float] = Param(
        Params._dummy(),
        "interval",
        "share of p(y|x) between lower and upper",
        typeConverter=TypeConverters.toFloat,
    )
    coverage: Param[float] = Param(
        Params._dummy(),
        "coverage",
        "instead of interval: share of ordinary rows whose target lies between lower and upper, or in labels",
        typeConverter=TypeConverters.toFloat,
    )

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self._setDefault(
            predictionCol="prediction",
            probabilityCol="probability",
            rawPredictionCol="rawPrediction",
            detailedPredictionCol="detailedPrediction",
            handleInvalid="keep",
            interval=0.9,
        )

    def setFeaturesCol(self, value: str) -> Self:
        """Set :py:attr:`featuresCol`."""
        return self._set(featuresCol=value)

    def getFeaturesCol(self) -> str:
        """Return the value of :py:attr:`featuresCol`, set or default."""
        return self.getOrDefault(self.featuresCol)

    def setPredictionCol(self, value: str) -> Self:
        """Set :py:attr:`predictionCol`."""
        return self._set(predictionCol=value)

    def getPredictionCol(self) -> str:
        """Return the value of :py:attr:`predictionCol`, set or default."""
        return self.getOrDefault(self.predictionCol)

    def setProbabilityCol(self, value: str) -> Self:
        """Set :py:attr:`probabilityCol`."""
        return self._set(probabilityCol=value)

    def getProbabilityCol(self) -> str:
        """Return the value of :py:attr:`probabilityCol`, set or default."""
        return self.getOrDefault(self.probabilityCol)

    def setRawPredictionCol(self, value: str) -> Self:
        """Set :py:attr:`rawPredictionCol`."""
        return self._set(rawPredictionCol=value)

    def getRawPredictionCol(self) -> str:
        """Return the value of :py:attr:`rawPredictionCol`, set or default."""
        return self.getOrDefault(self.rawPredictionCol)

    def setDetailedPredictionCol(self, value: str) -> Self:
        """Set :py:attr:`detailedPredictionCol`."""
        return self._set(detailedPredictionCol=value)

    def getDetailedPredictionCol(self) -> str:
        """Return the value of :py:attr:`detailedPredictionCol`, set or default."""
        return self.getOrDefault(self.detailedPredictionCol)

    def setHandleInvalid(self, value: str) -> Self:
        """Set :py:attr:`handleInvalid`."""
        return self._set(handleInvalid=value)

    def getHandleInvalid(self) -> str:
        """Return the value of :py:attr:`handleInvalid`, set or default."""
        return self.getOrDefault(self.handleInvalid)

    def setInterval(self, value: float) -> Self:
        """Set :py:attr:`interval`."""
        return self._set(interval=value)

    def getInterval(self) -> float:
        """Return the value of :py:attr:`interval`, set or default."""
        return self.getOrDefault(self.interval)

    def setCoverage(self, value: float) -> Self:
        """Set :py:attr:`coverage`."""
        return self._set(coverage=value)

    def getCoverage(self) -> float:
        """Return the value of :py:attr:`coverage`, set or default."""
        return self.getOrDefault(self.coverage)


class _TrainingParams(_ScoringParams):
    """What every fit may be told, by the names of ``diglm fit``."""

    featuresCols: Param[list[str]] = Param(
        Params._dummy(),
        "featuresCols",
        "columns to predict from, of any type; not set, all others",
        typeConverter=TypeConverters.toListString,
    )
    weightCol: Param[str] = Param(
        Params._dummy(),
        "weightCol",
        "trainOn driver: column of how much each row counts, which is no feature; not set, all alike",
        typeConverter=TypeConverters.toString,
    )
    seed: Param[int] = Param(
        Params._dummy(),
        "seed",
        "of every random act",
        typeConverter=TypeConverters.toInt,
    )
    epochs: Param[int] = Param(
        Params._dummy(),
        "epochs",
        "passes over the training rows; not set, their number decides",
        typeConverter=TypeConverters.toInt,
    )
    batchSize: Param[int] = Param(
        Params._dummy(),
        "batchSize",
        "rows a step; not set, the number of rows decides",
        typeConverter=TypeConverters.toInt,
    )
    learningRate: Param[float] = Param(
        Params._dummy(),
        "learningRate",
        "peak rate of AdamW",
        typeConverter=TypeConverters.toFloat,
    )
    weightDecay: Param[float] = Param(
        Params._dummy(),
        "weightDecay",
        "decoupled weight decay",
        typeConverter=TypeConverters.toFloat,
    )
    patience: Param[int] = Param(
        Params._dummy(),
        "patience",
        "epochs without a better validation loss before training stops",
        typeConverter=TypeConverters.toInt,
    )
    validation: Param[float] = Param(
        Params._dummy(),
        "validation",
        "rows to stop and to calibrate by: a share of at most 0.5, or a count",
        typeConverter=TypeConverters.toFloat,
    )
    densityWeight: Param[float] = Param(
        Params._dummy(),
        "densityWeight",
        "w: how much p(x) counts beside p(y|x)",
        typeConverter=TypeConverters.toFloat,
    )
    density: Param[str] = Param(
        Params._dummy(),
        "density",
        "what models p(x): cells or flow",
        typeConverter=TypeConverters.toString,
    )
    codes: Param[bool] = Param(
        Params._dummy(),
        "codes",
        "take few whole numbers that repeat as levels",
        typeConverter=TypeConverters.toBoolean,
    )
    missing: Param[str] = Param(
        Params._dummy(),
        "missing",
        "rows that lack a feature: indicator or drop",
        typeConverter=TypeConverters.toString,
    )
    falseAlarms: Param[float] = Param(
        Params._dummy(),
        "falseAlarms",
        "reject at most this share of ordinary rows",
        typeConverter=TypeConverters.toFloat,
    )
    slack: Param[float] = Param(
        Params._dummy(),
        "slack",
        "reject below the least training log p(x) less this, in nats",
        typeConverter=TypeConverters.toFloat,
    )
    timeLimit: Param[float] = Param(
        Params._dummy(),
        "timeLimit",
        "bound on the time of the fit in seconds; 0 for none",
        typeConverter=TypeConverters.toFloat,
    )
    threads: Param[int] = Param(
        Params._dummy(),
        "threads",
        "threads of the driver that share a batch",
        typeConverter=TypeConverters.toInt,
    )
    trainOn: Param[str] = Param(
        Params._dummy(),
        "trainOn",
        "where rows learn: driver or cluster",
        typeConverter=TypeConverters.toString,
    )
    localSteps: Param[int] = Param(
        Params._dummy(),
        "localSteps",
        "trainOn cluster: steps of a shard between two means of all; not set, the number of shards decides",
        typeConverter=TypeConverters.toInt,
    )
    outerRate: Param[float] = Param(
        Params._dummy(),
        "outerRate",
        "trainOn cluster: factor on the mean movement of the shards",
        typeConverter=TypeConverters.toFloat,
    )
    outerMomentum: Param[float] = Param(
        Params._dummy(),
        "outerMomentum",
        "trainOn cluster: Nesterov momentum of the mean movement; 0 for none",
        typeConverter=TypeConverters.toFloat,
    )
    sampleRows: Param[int] = Param(
        Params._dummy(),
        "sampleRows",
        "trainOn cluster: training rows that the driver has, by which columns are read and p(x) is learned",
        typeConverter=TypeConverters.toInt,
    )
    checkpoint: Param[str] = Param(
        Params._dummy(),
        "checkpoint",
        "trainOn cluster: file that keeps the state after each round, to go on from after the driver died",
        typeConverter=TypeConverters.toString,
    )

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self._setDefault(
            seed=1,
            trainOn="driver",
            outerRate=1.0,
            outerMomentum=0.0,
            sampleRows=200_000,
        )

    def setFeaturesCols(self, value: list[str]) -> Self:
        """Set :py:attr:`featuresCols`."""
        return self._set(featuresCols=value)

    def getFeaturesCols(self) -> list[str]:
        """Return the value of :py:attr:`featuresCols`, set or default."""
        return self.getOrDefault(self.featuresCols)

    def setWeightCol(self, value: str) -> Self:
        """Set :py:attr:`weightCol`."""
        return self._set(weightCol=value)

    def getWeightCol(self) -> str:
        """Return the value of :py:attr:`weightCol`, set or default."""
        return self.getOrDefault(self.weightCol)

    def setSeed(self, value: int) -> Self:
        """Set :py:attr:`seed`."""
        return self._set(seed=value)

    def getSeed(self) -> int:
        """Return the value of :py:attr:`seed`, set or default."""
        return self.getOrDefault(self.seed)

    def setEpochs(self, value: int) -> Self:
        """Set :py:attr:`epochs`."""
        return self._set(epochs=value)

    def getEpochs(self) -> int:
        """Return the value of :py:attr:`epochs`, set or default."""
        return self.getOrDefault(self.epochs)

    def setBatchSize(self, value: int) -> Self:
        """Set :py:attr:`batchSize`."""
        return self._set(batchSize=value)

    def getBatchSize(self) -> int:
        """Return the value of :py:attr:`batchSize`, set or default."""
        return self.getOrDefault(self.batchSize)

    def setLearningRate(self, value: float) -> Self:
        """Set :py:attr:`learningRate`."""
        return self._set(learningRate=value)

    def getLearningRate(self) -> float:
        """Return the value of :py:attr:`learningRate`, set or default."""
        return self.getOrDefault(self.learningRate)

    def setWeightDecay(self, value: float) -> Self:
        """Set :py:attr:`weightDecay`."""
        return self._set(weightDecay=value)

    def getWeightDecay(self) -> float:
        """Return the value of :py:attr:`weightDecay`, set or default."""
        return self.getOrDefault(self.weightDecay)

    def setPatience(self, value: int) -> Self:
        """Set :py:attr:`patience`."""
        return self._set(patience=value)

    def getPatience(self) -> int:
        """Return the value of :py:attr:`patience`, set or default."""
        return self.getOrDefault(self.patience)

    def setValidation(self, value: float) -> Self:
        """Set :py:attr:`validation`."""
        return self._set(validation=value)

    def getValidation(self) -> float:
        """Return the value of :py:attr:`validation`, set or default."""
        return self.getOrDefault(self.validation)

    def setDensityWeight(self, value: float) -> Self:
        """Set :py:attr:`densityWeight`."""
        return self._set(densityWeight=value)

    def getDensityWeight(self) -> float:
        """Return the value of :py:attr:`densityWeight`, set or default."""
        return self.getOrDefault(self.densityWeight)

    def setDensity(self, value: str) -> Self:
        """Set :py:attr:`density`."""
        return self._set(density=value)

    def getDensity(self) -> str:
        """Return the value of :py:attr:`density`, set or default."""
        return self.getOrDefault(self.density)

    def setCodes(self, value: bool) -> Self:
        """Set :py:attr:`codes`."""
        return self._set(codes=value)

    def getCodes(self) -> bool:
        """Return the value of :py:attr:`codes`, set or default."""
        return self.getOrDefault(self.codes)

    def setMissing(self, value: str) -> Self:
        """Set :py:attr:`missing`."""
        return self._set(missing=value)

    def getMissing(self) -> str:
        """Return the value of :py:attr:`missing`, set or default."""
        return self.getOrDefault(self.missing)

    def setFalseAlarms(self, value: float) -> Self:
        """Set :py:attr:`falseAlarms`."""
        return self._set(falseAlarms=value)

    def getFalseAlarms(self) -> float:
        """Return the value of :py:attr:`falseAlarms`, set or default."""
        return self.getOrDefault(self.falseAlarms)

    def setSlack(self, value: float) -> Self:
        """Set :py:attr:`slack`."""
        return self._set(slack=value)

    def getSlack(self) -> float:
        """Return the value of :py:attr:`slack`, set or default."""
        return self.getOrDefault(self.slack)

    def setTimeLimit(self, value: float) -> Self:
        """Set :py:attr:`timeLimit`."""
        return self._set(timeLimit=value)

    def getTimeLimit(self) -> float:
        """Return the value of :py:attr:`timeLimit`, set or default."""
        return self.getOrDefault(self.timeLimit)

    def setThreads(self, value: int) -> Self:
        """Set :py:attr:`threads`."""
        return self._set(threads=value)

    def getThreads(self) -> int:
        """Return the value of :py:attr:`threads`, set or default."""
        return self.getOrDefault(self.threads)

    def setTrainOn(self, value: str) -> Self:
        """Set :py:attr:`trainOn`."""
        return self._set(trainOn=value)

    def getTrainOn(self) -> str:
        """Return the value of :py:attr:`trainOn`, set or default."""
        return self.getOrDefault(self.trainOn)

    def setLocalSteps(self, value: int) -> Self:
        """Set :py:attr:`localSteps`."""
        return self._set(localSteps=value)

    def getLocalSteps(self) -> int:
        """Return the value of :py:attr:`localSteps`, set or default."""
        return self.getOrDefault(self.localSteps)

    def setOuterRate(self, value: float) -> Self:
        """Set :py:attr:`outerRate`."""
        return self._set(outerRate=value)

    def getOuterRate(self) -> float:
        """Return the value of :py:attr:`outerRate`, set or default."""
        return self.getOrDefault(self.outerRate)

    def setOuterMomentum(self, value: float) -> Self:
        """Set :py:attr:`outerMomentum`."""
        return self._set(outerMomentum=value)

    def getOuterMomentum(self) -> float:
        """Return the value of :py:attr:`outerMomentum`, set or default."""
        return self.getOrDefault(self.outerMomentum)

    def setSampleRows(self, value: int) -> Self:
        """Set :py:attr:`sampleRows`."""
        return self._set(sampleRows=value)

    def getSampleRows(self) -> int:
        """Return the value of :py:attr:`sampleRows`, set or default."""
        return self.getOrDefault(self.sampleRows)

    def setCheckpoint(self, value: str) -> Self:
        """Set :py:attr:`checkpoint`."""
        return self._set(checkpoint=value)

    def getCheckpoint(self) -> str:
        """Return the value of :py:attr:`checkpoint`, set or default."""
        return self.getOrDefault(self.checkpoint)


class _TargetParams(_TrainingParams):
    """What a fit with a target may be told."""

    labelCol: Param[str] = Param(
        Params._dummy(),
        "labelCol",
        "the column to predict; a row may lack it",
        typeConverter=TypeConverters.toString,
    )
    family: Param[str] = Param(
        Params._dummy(),
        "family",
        "of p(y|z); not set, the validation rows decide",
        typeConverter=TypeConverters.toString,
    )
    components: Param[int] = Param(
        Params._dummy(),
        "components",
        "of a mixture",
        typeConverter=TypeConverters.toInt,
    )
    bayes: Param[str] = Param(
        Params._dummy(),
        "bayes",
        "posterior over the coefficients: none, auto, conjugate, bound, laplace or elbo",
        typeConverter=TypeConverters.toString,
    )
    unlabelled: Param[str] = Param(
        Params._dummy(),
        "unlabelled",
        "what rows without a label are for: use, density or drop",
        typeConverter=TypeConverters.toString,
    )

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self._setDefault(labelCol="label")

    def setLabelCol(self, value: str) -> Self:
        """Set :py:attr:`labelCol`."""
        return self._set(labelCol=value)

    def getLabelCol(self) -> str:
        """Return the value of :py:attr:`labelCol`, set or default."""
        return self.getOrDefault(self.labelCol)

    def setFamily(self, value: str) -> Self:
        """Set :py:attr:`family`."""
        return self._set(family=value)

    def getFamily(self) -> str:
        """Return the value of :py:attr:`family`, set or default."""
        return self.getOrDefault(self.family)

    def setComponents(self, value: int) -> Self:
        """Set :py:attr:`components`."""
        return self._set(components=value)

    def getComponents(self) -> int:
        """Return the value of :py:attr:`components`, set or default."""
        return self.getOrDefault(self.components)

    def setBayes(self, value: str) -> Self:
        """Set :py:attr:`bayes`."""
        return self._set(bayes=value)

    def getBayes(self) -> str:
        """Return the value of :py:attr:`bayes`, set or default."""
        return self.getOrDefault(self.bayes)

    def setUnlabelled(self, value: str) -> Self:
        """Set :py:attr:`unlabelled`."""
        return self._set(unlabelled=value)

    def getUnlabelled(self) -> str:
        """Return the value of :py:attr:`unlabelled`, set or default."""
        return self.getOrDefault(self.unlabelled)


class DiglmModel(JavaModel, _ScoringParams, JavaMLWritable, JavaMLReadable["DiglmModel"]):
    """A fitted model: ``transform`` answers every row where it is.

    ``DiglmModel.load`` takes a folder that ``save`` wrote, or a model file of ``diglm fit``.
    """

    def modelFile(self) -> bytes:
        """Return the very bytes of the model file; not over Spark Connect."""
        java: Any = self._java_obj
        if not hasattr(java, "modelFile"):
            raise NotImplementedError(
                "modelFile must be asked of a driver of its own, got Spark Connect (save the model)"
            )
        return bytes(java.modelFile())

    def featureNames(self) -> list[str]:
        """Return the names of the columns that the model reads; not over Spark Connect."""
        return list(self._call_java("featureNames"))

    def labels(self) -> list[str]:
        """Return the labels of the target's classes; not over Spark Connect."""
        return list(self._call_java("labels"))


    def drift(self, dataset: DataFrame, timeCol: str | None = None) -> DataFrame:
        """Tell in one pass whether the rows come from where the training rows do.

        The frame has a row of the whole, and one of each score, column and period of ``timeCol``.
        Not over Spark Connect, where :py:class:`DiglmDrift` does the same.
        """
        java: Any = self._java_obj
        if not hasattr(java, "driftRows"):
            raise NotImplementedError(
                "drift must be asked of a driver of its own, got Spark Connect (use DiglmDrift)"
            )
        return DataFrame(java.driftRows(dataset._jdf, timeCol or ""), dataset.sparkSession)


class _Estimator(JavaEstimator[DiglmModel], JavaMLWritable):
    """Sends its parameters to Java, and wraps what comes back."""

    def __init__(self, name: str, given: dict[str, Any]) -> None:
        super().__init__()
        self._java_obj = self._new_java_obj(f"{_PACKAGE}.{name}", self.uid)
        self._set(**{key: value for key, value in given.items() if value is not None})

    def _create_model(self, java_model: Any) -> DiglmModel:
        return DiglmModel(java_model)


class DiglmRegressor(_Estimator, _TargetParams, JavaMLReadable["DiglmRegressor"]):
    """Learns a number."""

    def __init__(
        self,
        *,
        labelCol: str | None = None,
        family: str | None = None,
        components: int | None = None,
        bayes: str | None = None,
        unlabelled: str | None = None,
        featuresCols: list[str] | None = None,
        weightCol: str | None = None,
        seed: int | None = None,
        epochs: int | None = None,
        batchSize: int | None = None,
        learningRate: float | None = None,
        weightDecay: float | None = None,
        patience: int | None = None,
        validation: float | None = None,
        densityWeight: float | None = None,
        density: str | None = None,
        codes: bool | None = None,
        missing: str | None = None,
        falseAlarms: float | None = None,
        slack: float | None = None,
        timeLimit: float | None = None,
        threads: int | None = None,
        trainOn: str | None = None,
        localSteps: int | None = None,
        outerRate: float | None = None,
        outerMomentum: float | None = None,
        sampleRows: int | None = None,
        checkpoint: str | None = None,
        featuresCol: str | None = None,
        predictionCol: str | None = None,
        probabilityCol: str | None = None,
        rawPredictionCol: str | None = None,
        detailedPredictionCol: str | None = None,
        handleInvalid: str | None = None,
        interval: float | None = None,
        coverage: float | None = None,
    ) -> None:
        super().__init__(
            "DiglmRegressor",
            {
                "labelCol": labelCol,
                "family": family,
                "components": components,
                "bayes": bayes,
                "unlabelled": unlabelled,
                "featuresCols": featuresCols,
                "weightCol": weightCol,
                "seed": seed,
                "epochs": epochs,
                "batchSize": batchSize,
                "learningRate": learningRate,
                "weightDecay": weightDecay,
                "patience": patience,
                "validation": validation,
                "densityWeight": densityWeight,
                "density": density,
                "codes": codes,
                "missing": missing,
                "falseAlarms": falseAlarms,
                "slack": slack,
                "timeLimit": timeLimit,
                "threads": threads,
                "trainOn": trainOn,
                "localSteps": localSteps,
                "outerRate": outerRate,
                "outerMomentum": outerMomentum,
                "sampleRows": sampleRows,
                "checkpoint": checkpoint,
                "featuresCol": featuresCol,
                "predictionCol": predictionCol,
                "probabilityCol": probabilityCol,
                "rawPredictionCol": rawPredictionCol,
                "detailedPredictionCol": detailedPredictionCol,
                "handleInvalid": handleInvalid,
                "interval": interval,
                "coverage": coverage,
            },
        )


class DiglmClassifier(_Estimator, _TargetParams, JavaMLReadable["DiglmClassifier"]):
    """Learns a class, of texts, booleans or numbers."""

    def __init__(
        self,
        *,
        labelCol: str | None = None,
        family: str | None = None,
        components: int | None = None,
        bayes: str | None = None,
        unlabelled: str | None = None,
        featuresCols: list[str] | None = None,
        weightCol: str | None = None,
        seed: int | None = None,
        epochs: int | None = None,
        batchSize: int | None = None,
        learningRate: float | None = None,
        weightDecay: float | None = None,
        patience: int | None = None,
        validation: float | None = None,
        densityWeight: float | None = None,
        density: str | None = None,
        codes: bool | None = None,
        missing: str | None = None,
        falseAlarms: float | None = None,
        slack: float | None = None,
        timeLimit: float | None = None,
        threads: int | None = None,
        trainOn: str | None = None,
        localSteps: int | None = None,
        outerRate: float | None = None,
        outerMomentum: float | None = None,
        sampleRows: int | None = None,
        checkpoint: str | None = None,
        featuresCol: str | None = None,
        predictionCol: str | None = None,
        probabilityCol: str | None = None,
        rawPredictionCol: str | None = None,
        detailedPredictionCol: str | None = None,
        handleInvalid: str | None = None,
        interval: float | None = None,
        coverage: float | None = None,
    ) -> None:
        super().__init__(
            "DiglmClassifier",
            {
                "labelCol": labelCol,
                "family": family,
                "components": components,
                "bayes": bayes,
                "unlabelled": unlabelled,
                "featuresCols": featuresCols,
                "weightCol": weightCol,
                "seed": seed,
                "epochs": epochs,
                "batchSize": batchSize,
                "learningRate": learningRate,
                "weightDecay": weightDecay,
                "patience": patience,
                "validation": validation,
                "densityWeight": densityWeight,
                "density": density,
                "codes": codes,
                "missing": missing,
                "falseAlarms": falseAlarms,
                "slack": slack,
                "timeLimit": timeLimit,
                "threads": threads,
                "trainOn": trainOn,
                "localSteps": localSteps,
                "outerRate": outerRate,
                "outerMomentum": outerMomentum,
                "sampleRows": sampleRows,
                "checkpoint": checkpoint,
                "featuresCol": featuresCol,
                "predictionCol": predictionCol,
                "probabilityCol": probabilityCol,
                "rawPredictionCol": rawPredictionCol,
                "detailedPredictionCol": detailedPredictionCol,
                "handleInvalid": handleInvalid,
                "interval": interval,
                "coverage": coverage,
            },
        )


class DiglmDetector(_Estimator, _TrainingParams, JavaMLReadable["DiglmDetector"]):
    """Learns p(x) alone, to tell what is unlike the rows it was shown."""

    def __init__(
        self,
        *,
        featuresCols: list[str] | None = None,
        weightCol: str | None = None,
        seed: int | None = None,
        epochs: int | None = None,
        batchSize: int | None = None,
        learningRate: float | None = None,
        weightDecay: float | None = None,
        patience: int | None = None,
        validation: float | None = None,
        densityWeight: float | None = None,
        density: str | None = None,
        codes: bool | None = None,
        missing: str | None = None,
        falseAlarms: float | None = None,
        slack: float | None = None,
        timeLimit: float | None = None,
        threads: int | None = None,
        trainOn: str | None = None,
        localSteps: int | None = None,
        outerRate: float | None = None,
        outerMomentum: float | None = None,
        sampleRows: int | None = None,
        checkpoint: str | None = None,
        featuresCol: str | None = None,
        predictionCol: str | None = None,
        probabilityCol: str | None = None,
        rawPredictionCol: str | None = None,
        detailedPredictionCol: str | None = None,
        handleInvalid: str | None = None,
        interval: float | None = None,
        coverage: float | None = None,
    ) -> None:
        super().__init__(
            "DiglmDetector",
            {
                "featuresCols": featuresCols,
                "weightCol": weightCol,
                "seed": seed,
                "epochs": epochs,
                "batchSize": batchSize,
                "learningRate": learningRate,
                "weightDecay": weightDecay,
                "patience": patience,
                "validation": validation,
                "densityWeight": densityWeight,
                "density": density,
                "codes": codes,
                "missing": missing,
                "falseAlarms": falseAlarms,
                "slack": slack,
                "timeLimit": timeLimit,
                "threads": threads,
                "trainOn": trainOn,
                "localSteps": localSteps,
                "outerRate": outerRate,
                "outerMomentum": outerMomentum,
                "sampleRows": sampleRows,
                "checkpoint": checkpoint,
                "featuresCol": featuresCol,
                "predictionCol": predictionCol,
                "probabilityCol": probabilityCol,
                "rawPredictionCol": rawPredictionCol,
                "detailedPredictionCol": detailedPredictionCol,
                "handleInvalid": handleInvalid,
                "interval": interval,
                "coverage": coverage,
            },
        )


class DiglmDrift(JavaTransformer, JavaMLWritable, JavaMLReadable["DiglmDrift"]):
    """Makes of a frame a frame of its drift from the rows that a saved model was fitted to."""

    model: Param[str] = Param(
        Params._dummy(),
        "model",
        "the model: what DiglmModel.load takes",
        typeConverter=TypeConverters.toString,
    )
    timeCol: Param[str] = Param(
        Params._dummy(),
        "timeCol",
        "column of at most 40 values, a period each",
        typeConverter=TypeConverters.toString,
    )

    def __init__(self, *, model: str | None = None, timeCol: str | None = None) -> None:
        super().__init__()
        self._java_obj = self._new_java_obj(f"{_PACKAGE}.DiglmDrift", self.uid)
        given = {"model": model, "timeCol": timeCol}
        self._set(**{key: value for key, value in given.items() if value is not None})

    def setModel(self, value: str) -> Self:
        """Set :py:attr:`model`."""
        return self._set(model=value)

    def getModel(self) -> str:
        """Return the value of :py:attr:`model`."""
        return self.getOrDefault(self.model)

    def setTimeCol(self, value: str) -> Self:
        """Set :py:attr:`timeCol`."""
        return self._set(timeCol=value)

    def getTimeCol(self) -> str:
        """Return the value of :py:attr:`timeCol`."""
        return self.getOrDefault(self.timeCol)


def _named_as_in_java() -> None:
    """Give the classes the full names of the Java ones.

    PySpark finds a stage's class by that name when it loads a pipeline, here and on a server of
    Spark Connect, and knows of no other way.
    """
    module = ModuleType(_PACKAGE)
    for stage in (DiglmModel, DiglmRegressor, DiglmClassifier, DiglmDetector, DiglmDrift):
        stage.__module__ = _PACKAGE
        setattr(module, stage.__name__, stage)
    sys.modules.setdefault("io.diglm", ModuleType("io.diglm"))
    sys.modules[_PACKAGE] = module


_named_as_in_java()
