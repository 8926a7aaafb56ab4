#define PY_SSIZE_T_CLEAN
#include <Python.h>

static PyObject *count(PyObject *self, PyObject *argument) {
    const char *text = PyUnicode_AsUTF8(argument);
    if (text == NULL) {
        return NULL;
    }
    long words = 0;
    for (char before = ' '; *text != '\0'; before = *text++) {
        words += before == ' ' && *text != ' ';
    }
    return PyLong_FromLong(words);
}

static PyMethodDef methods[] = {{"count", count, METH_O, "The number of words in a text."}, {NULL, NULL, 0, NULL}};
static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, "_count", NULL, -1, methods};

PyMODINIT_FUNC PyInit__count(void) {
    return PyModule_Create(&module);
}
