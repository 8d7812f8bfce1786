import company.tools.one
import helper

print(helper.NAME, company.tools.one.ONE)
