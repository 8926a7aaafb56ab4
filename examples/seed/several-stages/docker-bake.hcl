group "default" {
  targets = ["app"]
}

target "styles" {
  context = "styles"
}

target "app" {
  dockerfile = "cart.yaml"
  contexts   = { styles = "target:styles" }
  tags       = ["several-stages"]
}
