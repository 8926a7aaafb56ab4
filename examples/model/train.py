"""Makes the model that ships."""

import joblib
from sklearn.datasets import load_iris
from sklearn.linear_model import LogisticRegression

iris = load_iris()
model = LogisticRegression(max_iter=1000).fit(iris.data, iris.target)
joblib.dump((model, list(iris.target_names)), "model.joblib")
